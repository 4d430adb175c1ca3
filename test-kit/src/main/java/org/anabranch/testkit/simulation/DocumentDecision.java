package org.anabranch.testkit.simulation;

import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.testkit.simulation.DocumentMarker.Going;
import org.jspecify.annotations.Nullable;

/** What is done to a document once its changes are merged (M4 without transactions). */
sealed interface DocumentDecision {

  /** The document shows the winner already, or a local write that is on its way. */
  record Leave() implements DocumentDecision {}

  /** The document is to show a change. */
  record Show(ChangeId winner, VersionVector vector, String content) implements DocumentDecision {}

  /** The document is not to be deleted any more. */
  record Stay() implements DocumentDecision {}

  /** The document is to be deleted. */
  record Delete(ChangeId winner) implements DocumentDecision {}

  DocumentDecision LEAVE = new Leave();

  /** Decides, of a document as it was read before its changes were merged. */
  static DocumentDecision of(
      Origin own,
      RowKey key,
      @Nullable DocumentState document,
      DocumentVersion stored,
      VersionVector floor,
      DocumentFold fold,
      Set<DocumentRule> omitted) {
    return new Deciding(own, key, document, stored, floor, fold, omitted).decide();
  }

  /** One decision. */
  record Deciding(
      Origin own,
      RowKey key,
      @Nullable DocumentState document,
      DocumentVersion stored,
      VersionVector floor,
      DocumentFold fold,
      Set<DocumentRule> omitted) {

    DocumentDecision decide() {
      KeyVersion version = fold.version();
      DocumentMessage won = fold.won();
      DocumentMessage lost = fold.lostOwn();
      DocumentDecision decision = LEAVE;
      if (won != null) {
        decision = fold.isOwn(won) ? ownWins(won) : remoteWins(won);
      } else if (lost != null && version.deleted() && shows(lost.after())) {
        decision = keeps(DocumentRule.OWN_IS_DELETED_AGAIN) ? delete(version.winner()) : LEAVE;
      }
      DocumentMessage receipt = fold.receipt();
      if (decision instanceof Leave && receipt != null) {
        decision = received(receipt);
      }
      return decision instanceof Leave ? unfinished(version) : decision;
    }

    private DocumentDecision remoteWins(DocumentMessage won) {
      DocumentState after = won.after();
      if (after == null) {
        return document == null ? LEAVE : delete(won.change().id());
      }
      return show(won, after);
    }

    private DocumentDecision show(DocumentMessage won, DocumentState shown) {
      return new Show(won.change().id(), fold.version().vector(), shown.content());
    }

    private static DocumentDecision delete(@Nullable ChangeId winner) {
      return winner == null ? LEAVE : new Delete(winner);
    }

    private DocumentDecision ownWins(DocumentMessage won) {
      DocumentState after = won.after();
      if (document == null) {
        boolean taken = fold.start().deleted() && stored.removed() != null;
        boolean again = taken && keeps(DocumentRule.OWN_IS_INSERTED_AGAIN);
        return after != null && again ? show(won, after) : LEAVE;
      }
      DocumentMarker marker = DocumentState.marker(document, own, key);
      boolean left = DocumentState.asTheSinkLeftIt(document, own, key);
      if (left && marker != null && !won.change().id().equals(marker.winner())) {
        if (after != null && shows(after)) {
          // An application has put back what the sink had written: that is its own change now.
          return keeps(DocumentRule.OWN_IS_ADOPTED) ? show(won, after) : LEAVE;
        }
        boolean over =
            !Objects.equals(DocumentState.written(won.before(), own, key), marker.written());
        if (over && keeps(DocumentRule.OWN_IS_RESTORED)) {
          return after == null ? delete(won.change().id()) : show(won, after);
        }
      }
      return LEAVE;
    }

    /**
     * A write of the sink's was perhaps decided before what it has written over was merged, and
     * others have perhaps followed.
     */
    private DocumentDecision received(DocumentMessage receipt) {
      if (receipt.change().operation() == Operation.DELETE) {
        return deleted(receipt);
      }
      DocumentMarker marker = DocumentState.marker(document, own, key);
      boolean left = DocumentState.asTheSinkLeftIt(document, own, key);
      ChangeId shown = marker == null ? null : marker.winner();
      if (!left || marker == null || shown == null) {
        return LEAVE;
      }
      KeyVersion version = fold.version();
      ChangeId winner = version.winner();
      // Nothing is in flight, so what came then was late: it showed what was merged long ago.
      boolean late =
          winner == null
              && floor.covers(shown)
              && Objects.equals(marker.written(), receipt.receipt());
      if (!late && (winner == null || winner.equals(shown))) {
        return LEAVE;
      }
      ChangeId name = winner == null ? shown : winner;
      DocumentState before = receipt.before();
      if (before == null) {
        return late || version.deleted() ? delete(name) : LEAVE;
      }
      boolean ours = late || (name.origin().equals(own) && !version.deleted());
      return ours ? new Show(name, version.vector(), before.content()) : LEAVE;
    }

    /** What the sink has deleted was perhaps put back before, mark and all, by an application. */
    private DocumentDecision deleted(DocumentMessage receipt) {
      DocumentState before = receipt.before();
      KeyVersion version = fold.version();
      ChangeId winner = version.winner();
      boolean ours = winner != null && winner.origin().equals(own) && !version.deleted();
      return document == null && before != null && winner != null && ours
          ? new Show(winner, version.vector(), before.content())
          : LEAVE;
    }

    /** Whoever had begun to delete it has died, or was overtaken. */
    private DocumentDecision unfinished(KeyVersion version) {
      DocumentMarker marker = DocumentState.marker(document, own, key);
      Going going = marker == null ? null : marker.going();
      if (document == null || going == null) {
        return LEAVE;
      }
      if (!version.deleted() || !going.winner().equals(version.winner())) {
        return keeps(DocumentRule.DELETE_IS_TAKEN_BACK) ? new Stay() : LEAVE;
      }
      boolean same = going.content().equals(document.content());
      return same && keeps(DocumentRule.DELETE_IS_FINISHED) ? delete(going.winner()) : LEAVE;
    }

    private boolean shows(@Nullable DocumentState written) {
      return document != null && document.sameWrite(written, own, key);
    }

    private boolean keeps(DocumentRule rule) {
      return !omitted.contains(rule);
    }
  }
}
