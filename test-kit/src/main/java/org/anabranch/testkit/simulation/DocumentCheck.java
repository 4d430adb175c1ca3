package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.testkit.simulation.DocumentStore.Pair;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** What must hold in all regions when nothing is in flight. */
final class DocumentCheck {

  private final DocumentWorld world;
  private final List<DocumentRegion> regions;

  DocumentCheck(DocumentWorld world, List<DocumentRegion> regions) {
    this.world = world;
    this.regions = regions;
  }

  void atRest() {
    for (RowKey key : world.keys()) {
      List<DocumentTruth> truths = world.oracle().of(key);
      truths.forEach(truth -> captured(truth, truths));
      DocumentTruth winner = DocumentOracle.last(truths);
      for (DocumentRegion region : regions) {
        shows(region, key, winner == null ? null : winner.content());
        truths.stream()
            .filter(lost -> lost != winner && truths.stream().noneMatch(t -> t.follows(lost)))
            .forEach(lost -> recorded(region, lost));
        if (!region.store().version(key).forgotten()) {
          throw new Divergence(
              "At rest every version is forgotten", region + " has " + region.store().version(key));
        }
      }
    }
    regions.forEach(region -> region.store().conflicts().forEach(this::conflict));
  }

  private static void shows(DocumentRegion region, RowKey key, @Nullable String expected) {
    MarkedDocument document = region.store().document(key);
    String shown = document == null ? null : document.content();
    if (!Objects.equals(shown, expected)) {
      throw new Divergence(
          "The document is the winner's",
          region + " shows " + key + "=" + shown + ", the winner is " + expected);
    }
  }

  private static void recorded(DocumentRegion region, DocumentTruth lost) {
    boolean told =
        region.store().conflicts().stream()
            .anyMatch(pair -> pair.key().equals(lost.key()) && pair.loser().equals(lost.id()));
    if (!told) {
      throw new Divergence(
          "Nothing is lost without a conflict record", region + " has none of " + lost);
    }
  }

  /**
   * A change claims to have seen no more than its store had merged, and comes after what it saw.
   */
  private static void captured(DocumentTruth truth, List<DocumentTruth> others) {
    Change change = truth.stamped();
    if (change == null) {
      throw new Divergence("Every change is captured", truth + " is not");
    }
    for (DocumentTruth other : others) {
      if (other.stamped() == null || other == truth) {
        continue;
      }
      if (change.seen().covers(other.id()) && !truth.follows(other)) {
        throw new Divergence(
            "A context claims no more than was merged", truth + " claims " + other);
      }
      if (truth.wasShown(other) && other.id().compareTo(truth.id()) > 0) {
        throw new Divergence(
            "Stamps respect causality", truth + " comes before " + other + ", which it saw");
      }
    }
  }

  private void conflict(Pair pair) {
    world.statistics().count(Count.CONFLICTS);
    DocumentTruth winner = world.oracle().named(pair.key(), pair.winner());
    DocumentTruth loser = world.oracle().named(pair.key(), pair.loser());
    if (winner == null || loser == null) {
      throw new Divergence("A conflict is between two changes", pair.toString());
    }
    if (winner.follows(loser) || loser.follows(winner)) {
      world.statistics().count(Count.FALSE_CONFLICTS);
    }
  }
}
