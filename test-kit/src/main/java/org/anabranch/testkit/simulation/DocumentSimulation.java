package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;

/**
 * Regions whose stores have no transactions (docs/decisions/031), one run: what the choices decide,
 * then rest, then the checks. Not in it: snapshots, members that change, what cannot be applied,
 * and documents that are merged by path.
 */
final class DocumentSimulation {

  private static final int ROUNDS_TO_REST = 5_000;

  private record Site(
      DocumentRegion region,
      DocumentCapture capture,
      DocumentApplication application,
      List<DocumentMergeTask> tasks,
      DocumentForgetter forgetter) {}

  private final DocumentWorld world;
  private final Choices choices;
  private final int steps;
  private final List<Site> sites = new ArrayList<>();

  private DocumentSimulation(DocumentWorld world, Choices choices) {
    this.world = world;
    this.choices = choices;
    this.steps = 20 + choices.below(200);
    for (Origin origin : world.members().origins()) {
      DocumentRegion region = new DocumentRegion(origin, choices.oneIn(3) ? choices.below(100) : 0);
      sites.add(
          new Site(
              region,
              new DocumentCapture(world, region),
              new DocumentApplication(world, region),
              tasks(region),
              new DocumentForgetter(world, region)));
    }
  }

  private List<DocumentMergeTask> tasks(DocumentRegion region) {
    List<WatermarkKey> streams = world.usedStreams();
    int tasks = 1 + choices.below(3);
    return IntStream.range(0, tasks)
        .mapToObj(
            task ->
                IntStream.range(0, streams.size())
                    .filter(number -> number % tasks == task)
                    .mapToObj(streams::get)
                    .toList())
        .map(part -> new DocumentMergeTask(world, region, part))
        .toList();
  }

  /**
   * Runs what the choices say.
   *
   * @throws Divergence where a promise did not hold
   */
  static Statistics run(Choices choices, Set<DocumentRule> omitted, Schedule schedule) {
    choices.nextStep();
    DocumentWorld world = new DocumentWorld(choices, schedule, omitted);
    new DocumentSimulation(world, choices).run();
    return world.statistics();
  }

  private void run() {
    for (int step = 0; step < steps; step++) {
      choices.nextStep();
      step();
    }
    comeToRest();
    List<DocumentRegion> regions = sites.stream().map(Site::region).toList();
    new DocumentCheck(world, regions).atRest();
    world.statistics().count(Count.RUNS);
  }

  private void step() {
    Site site = choices.pick(sites);
    int what = choices.below(24);
    if (what < 6) {
      site.application().act(choices);
    } else if (what < 11) {
      burst(site.capture());
    } else if (what < 19) {
      burst(choices.pick(site.tasks()));
    } else if (what < 20) {
      burst(site.forgetter());
    } else if (what < 22) {
      wake(site.region(), 1 + choices.below(3));
    } else if (what < 23) {
      world.passTime(choices.below(20));
    } else {
      crash(site);
    }
  }

  private void burst(Actor actor) {
    int pieces = 1 + choices.below(4);
    if (pieces == 4) {
      pieces = 1 + choices.below(40);
    }
    for (int i = 0; i < pieces && actor.act(choices); i++) {}
  }

  /** One of those that were taken for dead goes on. */
  private void wake(DocumentRegion region, int pieces) {
    if (region.zombies().isEmpty()) {
      return;
    }
    DocumentBatch zombie = choices.pick(region.zombies());
    for (int i = 0; i < pieces && zombie.run(); i++) {}
    if (zombie.done()) {
      region.zombies().remove(zombie);
    }
  }

  private void crash(Site site) {
    world.statistics().count(Count.CRASHES);
    switch (choices.below(5)) {
      case 0, 1, 2 -> choices.pick(site.tasks()).crash(choices);
      case 3 -> site.capture().crash(choices);
      default -> {
        site.forgetter().crash(choices);
        site.application().crash(choices);
      }
    }
  }

  private void comeToRest() {
    world.note("rest", () -> "nothing new begins");
    for (int round = 0; round < ROUNDS_TO_REST; round++) {
      boolean busy = false;
      for (Site site : sites) {
        busy |= site.capture().finish();
        for (DocumentMergeTask task : site.tasks()) {
          busy |= task.finish();
        }
        busy |= site.forgetter().finish();
        busy |= !site.region().zombies().isEmpty();
        wake(site.region(), 1);
      }
      if (!busy) {
        return;
      }
    }
    throw new Divergence("A world without writers comes to rest", "it did not");
  }
}
