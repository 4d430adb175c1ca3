package org.anabranch.sink.single;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.store.Arrival;
import org.jspecify.annotations.Nullable;

/** The changes of one key in a batch, merged into what the store knows of it (M1 to M3, M6). */
final class KeyFold {

  /** Two changes of which neither had seen the other. */
  record Clash(ChangeId winner, ChangeId loser) {}

  private final SingleSetting setting;
  private final Strategy strategy;
  private final List<Clash> clashes = new ArrayList<>();
  private final KeyVersion start;
  private KeyVersion version;
  private int alreadyMerged;
  private int superseded;
  private @Nullable Arrival won;
  private @Nullable Arrival lostOwn;
  private @Nullable Arrival receipt;

  KeyFold(SingleSetting setting, Strategy strategy, MarkedKey key, KeyRead read) {
    this.setting = setting;
    this.strategy = strategy;
    SingleVersion stored = read.version();
    KeyVersion known = stored.forgotten() ? KeyVersion.unknown(read.floor()) : stored.version();
    MarkedDocument document = read.document().state();
    DocumentMarker marker =
        setting.keeps(SingleRule.MARKER_IS_OF_THE_DOCUMENT)
            ? MarkedDocument.marker(document, key)
            : document == null ? null : document.marker();
    boolean tells = marker != null && setting.keeps(SingleRule.MARKER_IS_MERGED);
    this.start = tells && marker != null ? joined(known, marker) : known;
    this.version = start;
  }

  /**
   * A marker whose winner nobody has merged yet is of a write after which its task died or was
   * slow: the document comes before what is merged of it.
   */
  private KeyVersion joined(KeyVersion known, DocumentMarker marker) {
    ChangeId shown = marker.winner();
    if (shown == null || known.vector().covers(shown)) {
      return known;
    }
    VersionVector both = known.vector().join(marker.vector());
    KeyVersion ofMarker = new KeyVersion(both, shown, shown.stamp(), false);
    ChangeId winner = known.winner();
    if (winner == null || marker.vector().covers(winner)) {
      return ofMarker;
    }
    boolean higher = shown.compareTo(winner) > 0;
    clashes.add(new Clash(higher ? shown : winner, higher ? winner : shown));
    return higher ? ofMarker : new KeyVersion(both, winner, known.sequence(), known.deleted());
  }

  void take(Arrival arrival) {
    Change change = arrival.change();
    if (change.kind() == ChangeKind.RECEIPT) {
      receipt = arrival;
      return;
    }
    Outcome outcome = strategy.merge().merge(version, change);
    if (outcome instanceof Outcome.Supersedes) {
      wins(arrival);
    } else if (outcome instanceof Outcome.Prevails prevails) {
      clashes.add(new Clash(change.id(), prevails.loser()));
      wins(arrival);
    } else if (outcome instanceof Outcome.Yields yields) {
      clashes.add(new Clash(yields.winner(), change.id()));
      superseded++;
      lostOwn = isOwn(arrival) ? arrival : lostOwn;
    } else {
      alreadyMerged++;
    }
    version = outcome.version();
  }

  private void wins(Arrival arrival) {
    superseded += won == null ? 0 : 1;
    won = arrival;
  }

  boolean isOwn(Arrival arrival) {
    return arrival.change().id().origin().equals(setting.own());
  }

  /** What was merged before, by the store and by the document. */
  KeyVersion start() {
    return start;
  }

  KeyVersion version() {
    return version;
  }

  List<Clash> clashes() {
    return clashes;
  }

  int alreadyMerged() {
    return alreadyMerged;
  }

  int superseded() {
    return superseded;
  }

  /** The change of the batch that is to be shown now; null where the winner is as before. */
  @Nullable Arrival won() {
    return won;
  }

  /** The own change of the batch that lost last; null for none. */
  @Nullable Arrival lostOwn() {
    return lostOwn;
  }

  /** What the sink had written over, where nothing has been written over that since. */
  @Nullable Arrival receipt() {
    Arrival told = receipt;
    boolean overtaken =
        told != null && version.vector().of(setting.own()).compareTo(told.change().sequence()) > 0;
    return overtaken ? null : told;
  }
}
