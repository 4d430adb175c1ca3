package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import org.anabranch.testkit.simulation.SessionStatement.Kind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Region c joins a and b (docs/decisions/013). */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JoiningTest {

  private static final int PIECES_MAX = 1_000;
  private static final Settings SETTINGS = settings(-40, TaskLayout.ONE_TASK);
  private static final Settings BY_STREAM = settings(0, TaskLayout.BY_STREAM);

  @Test
  void who_has_heard_that_all_have_seen_what_it_never_gets_shows_the_same() {
    assertThatCode(() -> join(Variant.NONE)).doesNotThrowAnyException();
  }

  @Test
  void who_does_not_wait_for_that_shows_a_row_that_is_deleted() {
    assertThatThrownBy(() -> join(Variant.NONE.breaking(Omitted.JOINS_UNSETTLED)))
        .isInstanceOf(Divergence.class)
        .hasMessageStartingWith("All regions show the same");
  }

  @Test
  void who_writes_before_it_has_joined_is_behind_what_is_forgotten() {
    assertThatThrownBy(() -> writeEarly(Variant.NONE.breaking(Omitted.JOINS_WRITING)))
        .isInstanceOf(Divergence.class)
        .hasMessageStartingWith("No member is behind what is forgotten");
    assertThatCode(() -> writeEarly(Variant.NONE)).doesNotThrowAnyException();
  }

  /** The application of region c writes as soon as it may. */
  private static void writeEarly(Variant variant) {
    World world = new World(SETTINGS, Choices.DULL, new Schedule(false), variant);
    Simulation simulation = new Simulation(world, Choices.DULL);
    List<Site> members = List.of(simulation.site(0), simulation.site(1));
    writes(members.get(0), Kind.UPSERT);
    for (int round = 0; round < 6; round++) {
      members.forEach(site -> finish(site.capture(), site.tasks().get(0), site.forgetter()));
    }
    Site c = simulation.site(2);
    for (int step = 0; step < 9 && !c.region().open(); step++) {
      simulation.operator().finish();
    }
    writes(c, Kind.UPSERT);
    simulation.comeToRest();
    writes(c, Kind.UPSERT);
    simulation.comeToRest();
    simulation.check();
  }

  @Test
  void who_is_compared_once_the_others_have_read_back_their_own_changes_gets_what_it_missed() {
    assertThatCode(() -> joinWhileAbsent(Variant.NONE)).doesNotThrowAnyException();
  }

  @Test
  void who_is_compared_before_misses_a_row_that_is_absent_for_a_moment() {
    assertThatThrownBy(() -> joinWhileAbsent(Variant.NONE.breaking(Omitted.JOINS_UNREAD)))
        .isInstanceOf(Divergence.class)
        .hasMessageStartingWith("All regions show the same");
  }

  /**
   * Region a writes a row twice around b's delete, which wins against the first write: while a's
   * sink reads that one back, it deletes the second, which c never gets.
   */
  private static void joinWhileAbsent(Variant variant) {
    World world = new World(BY_STREAM, Choices.DULL, new Schedule(false), variant);
    Simulation simulation = new Simulation(world, Choices.DULL);
    Site a = simulation.site(0);
    Site b = simulation.site(1);
    Site c = simulation.site(2);
    writes(a, Kind.UPSERT);
    for (int round = 0; round < 4; round++) {
      for (Site site : List.of(a, b)) {
        finish(site.capture(), site.tasks().get(0), site.tasks().get(1), site.forgetter());
      }
    }
    writes(a, Kind.UPSERT);
    finish(a.capture());
    world.passTime(20);
    writes(b, Kind.DELETE);
    finish(b.capture());
    finish(a.tasks().get(1));
    writes(a, Kind.UPSERT);
    finish(a.tasks().get(0));
    finish(a.capture());

    for (int round = 0; round < 8; round++) {
      finish(simulation.operator());
      finish(a.capture(), b.capture(), c.capture());
      finish(a.tasks().get(1), a.tasks().get(2));
      b.tasks().forEach(task -> finish(task));
      c.tasks().forEach(task -> finish(task));
    }

    simulation.comeToRest();
    simulation.check();
  }

  /**
   * It never gets a's delete, which was sent before, and has yet to get an older write of b that
   * had not seen the delete.
   */
  private static void join(Variant variant) {
    World world = new World(SETTINGS, Choices.DULL, new Schedule(false), variant);
    Simulation simulation = new Simulation(world, Choices.DULL);
    Site a = simulation.site(0);
    Site b = simulation.site(1);
    Site c = simulation.site(2);
    writes(a, Kind.UPSERT);
    finish(a.capture(), a.tasks().get(0));
    finish(b.capture(), b.tasks().get(0));
    world.passTime(20);
    writes(a, Kind.DELETE);
    finish(a.capture());

    // The new list is in all connectors, and c has heard so.
    finish(simulation.operator());
    finish(a.capture(), b.capture(), c.capture());
    finish(c.tasks().get(0));
    // Written before b merges the delete, and with an earlier clock.
    writes(b, Kind.UPSERT);
    finish(b.capture());
    for (int round = 0; round < 4; round++) {
      finish(a.tasks().get(0), b.tasks().get(0));
      finish(a.capture(), c.capture());
      finish(simulation.operator());
    }

    simulation.comeToRest();
    simulation.check();
  }

  private static Settings settings(long skewOfMillis, TaskLayout layout) {
    List<Long> skewsMillis = List.of(0L, skewOfMillis, 0L);
    return new Settings(3, 1, 1, 1, skewsMillis, layout, 1, 0, 0, EnumSet.of(Trait.JOINS));
  }

  private static void writes(Site site, Kind kind) {
    Script script = new Script(List.of(List.of(kind)));
    Session session = site.sessions().get(0);
    script.play(session, 0);
    script.play(session, 1);
  }

  private static void finish(Actor... actors) {
    for (Actor actor : actors) {
      for (int piece = 0; piece < PIECES_MAX && actor.finish(); piece++) {}
    }
  }
}
