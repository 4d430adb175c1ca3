package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.Refusal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What conflicts are recorded under stays what it is: they are recorded again after a crash. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConflictIdTest {

  private static Conflict between(Arrival winner, Arrival loser) {
    return new Conflict(
        winner,
        new Version.Brought(winner.change().id(), winner),
        new Version.Brought(loser.change().id(), loser),
        "version-vector",
        Verdict.OPEN,
        null);
  }

  @Test
  void a_refusal_is_known_by_the_first_half_of_the_hash_of_its_place() {
    // printf 'east.app.message\n3\n42' | sha256sum
    assertThat(ConflictId.of(new Refusal(new RecordPlace("east.app.message", 3, 42), "why")))
        .isEqualTo("e559fd57-f80a-8fe6-c6db-018098099fa2");
  }

  @Test
  void a_conflict_has_the_same_id_whoever_finds_it() {
    Arrival one = by(A, 7).writes(1, "one").arrival();
    Arrival other = by(B, 9).writes(1, "other").arrival();

    assertThat(ConflictId.of(between(one, other)))
        .isEqualTo(ConflictId.of(between(other, one)))
        .isNotEqualTo(ConflictId.of(between(other, by(A, 8).writes(1, "one").arrival())));
  }
}
