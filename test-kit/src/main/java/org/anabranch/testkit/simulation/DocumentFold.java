package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.merge.Outcome;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.testkit.simulation.DocumentStore.Pair;
import org.jspecify.annotations.Nullable;

/** The changes of one key in a batch, merged into what the store knows of it (M1 to M3, M6). */
final class DocumentFold {

  private final Origin own;
  private final RowKey key;
  private final List<Pair> conflicts = new ArrayList<>();
  private final KeyVersion start;
  private KeyVersion version;
  private @Nullable DocumentMessage won;
  private @Nullable DocumentMessage lostOwn;
  private @Nullable DocumentMessage receipt;

  /**
   * @param stored what is merged of the key
   * @param floor what is forgotten of its lane, read after it
   * @param document the document, read before it
   */
  DocumentFold(
      Origin own,
      RowKey key,
      @Nullable DocumentState document,
      DocumentVersion stored,
      VersionVector floor,
      Set<DocumentRule> omitted) {
    this.own = own;
    this.key = key;
    KeyVersion known = stored.forgotten() ? KeyVersion.unknown(floor) : stored.version();
    DocumentMarker marker =
        omitted.contains(DocumentRule.MARKER_IS_OF_THE_DOCUMENT)
            ? document == null ? null : document.marker()
            : DocumentState.marker(document, own, key);
    boolean tells = marker != null && !omitted.contains(DocumentRule.MARKER_IS_MERGED);
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
    conflicts.add(new Pair(key, higher ? shown : winner, higher ? winner : shown));
    return higher ? ofMarker : new KeyVersion(both, winner, known.sequence(), known.deleted());
  }

  void take(DocumentMessage message) {
    if (!message.isChange()) {
      receipt = message;
      return;
    }
    Change change = message.change();
    Outcome outcome = new LastWriterWins().merge(version, change);
    if (outcome instanceof Outcome.Supersedes) {
      won = message;
    } else if (outcome instanceof Outcome.Prevails prevails) {
      conflicts.add(new Pair(key, change.id(), prevails.loser()));
      won = message;
    } else if (outcome instanceof Outcome.Yields yields) {
      conflicts.add(new Pair(key, yields.winner(), change.id()));
      lostOwn = isOwn(message) ? message : lostOwn;
    }
    version = outcome.version();
  }

  boolean isOwn(DocumentMessage message) {
    return message.change().id().origin().equals(own);
  }

  /** What was merged before, by the store and by the document. */
  KeyVersion start() {
    return start;
  }

  KeyVersion version() {
    return version;
  }

  List<Pair> conflicts() {
    return conflicts;
  }

  /** The change of the batch that is to be shown now; null where the winner is as before. */
  @Nullable DocumentMessage won() {
    return won;
  }

  /** The own change of the batch that lost last; null for none. */
  @Nullable DocumentMessage lostOwn() {
    return lostOwn;
  }

  /** What the sink had written over, where nothing has been written over that since. */
  @Nullable DocumentMessage receipt() {
    DocumentMessage told = receipt;
    boolean overtaken =
        told != null && version.vector().of(own).compareTo(told.change().sequence()) > 0;
    return overtaken ? null : told;
  }
}
