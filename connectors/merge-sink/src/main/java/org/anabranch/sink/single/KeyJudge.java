package org.anabranch.sink.single;

import java.util.Objects;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.DocumentMarker.Going;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.sink.single.KeyDecision.Delete;
import org.anabranch.sink.single.KeyDecision.Leave;
import org.anabranch.sink.single.KeyDecision.Show;
import org.anabranch.sink.single.KeyDecision.Stay;
import org.anabranch.sink.store.Arrival;
import org.jspecify.annotations.Nullable;

/** Decides what is done to a document as it was read before its changes were merged. */
final class KeyJudge {

  private final SingleSetting setting;
  private final MarkedKey key;
  private final @Nullable MarkedDocument document;
  private final @Nullable DocumentMarker marker;
  private final KeyRead read;
  private final KeyFold fold;

  KeyJudge(SingleSetting setting, MarkedKey key, KeyRead read, KeyFold fold) {
    this.setting = setting;
    this.key = key;
    this.document = read.document().state();
    this.marker = MarkedDocument.marker(document, key);
    this.read = read;
    this.fold = fold;
  }

  KeyDecision decide() {
    KeyVersion version = fold.version();
    Arrival won = fold.won();
    Arrival lost = fold.lostOwn();
    KeyDecision decision = KeyDecision.LEAVE;
    if (won != null) {
      decision = fold.isOwn(won) ? ownWins(won) : remoteWins(won);
    } else if (lost != null && version.deleted() && shows(after(lost))) {
      decision = keeps(SingleRule.OWN_IS_DELETED_AGAIN) ? delete(version.winner()) : decision;
    }
    Arrival receipt = fold.receipt();
    if (decision instanceof Leave && receipt != null) {
      decision = received(receipt);
    }
    return decision instanceof Leave ? unfinished(version) : decision;
  }

  private @Nullable Image after(Arrival arrival) {
    return Image.of(arrival.row(), arrival.change().writes().after(), setting.texts());
  }

  private KeyDecision remoteWins(Arrival won) {
    Image after = after(won);
    if (after == null) {
      return document == null ? KeyDecision.LEAVE : delete(won.change().id());
    }
    return show(won, after);
  }

  private KeyDecision show(Arrival won, Image shown) {
    return new Show(won.change().id(), fold.version().vector(), shown);
  }

  private static KeyDecision delete(@Nullable ChangeId winner) {
    return winner == null ? KeyDecision.LEAVE : new Delete(winner);
  }

  private KeyDecision ownWins(Arrival won) {
    Image after = after(won);
    if (document == null) {
      boolean taken = fold.start().deleted() && read.version().removed() != null;
      boolean again = taken && keeps(SingleRule.OWN_IS_INSERTED_AGAIN);
      return after != null && again ? show(won, after) : KeyDecision.LEAVE;
    }
    boolean left = MarkedDocument.asTheSinkLeftIt(document, key);
    if (!left || marker == null || won.change().id().equals(marker.winner())) {
      return KeyDecision.LEAVE;
    }
    if (after != null && shows(after)) {
      // An application has put back what the sink had written: that is its own change now.
      return keeps(SingleRule.OWN_IS_ADOPTED) ? show(won, after) : KeyDecision.LEAVE;
    }
    boolean over = !Objects.equals(won.change().writes().before(), marker.written());
    if (over && keeps(SingleRule.OWN_IS_RESTORED)) {
      return after == null ? delete(won.change().id()) : show(won, after);
    }
    return KeyDecision.LEAVE;
  }

  /**
   * A write of the sink's was perhaps decided before what it has written over was merged, and
   * others have perhaps followed.
   */
  private KeyDecision received(Arrival receipt) {
    Image before = Image.of(receipt.before(), null, setting.texts());
    if (receipt.change().operation() == Operation.DELETE) {
      return deleted(before);
    }
    boolean left = MarkedDocument.asTheSinkLeftIt(document, key);
    ChangeId shown = marker == null ? null : marker.winner();
    if (!left || marker == null || shown == null) {
      return KeyDecision.LEAVE;
    }
    KeyVersion version = fold.version();
    ChangeId winner = version.winner();
    // Nothing is in flight, so what came then was late: it showed what was merged long ago.
    boolean late =
        winner == null
            && read.floor().covers(shown)
            && Objects.equals(marker.written(), receipt.change().writes().after());
    if (!late && (winner == null || winner.equals(shown))) {
      return KeyDecision.LEAVE;
    }
    ChangeId name = winner == null ? shown : winner;
    if (before == null || version.deleted()) {
      return late || version.deleted() ? delete(name) : KeyDecision.LEAVE;
    }
    boolean ours = late || name.origin().equals(setting.own());
    return ours ? new Show(name, version.vector(), before) : KeyDecision.LEAVE;
  }

  /** What the sink has deleted was perhaps put back before, mark and all, by an application. */
  private KeyDecision deleted(@Nullable Image before) {
    KeyVersion version = fold.version();
    ChangeId winner = version.winner();
    boolean ours = winner != null && winner.origin().equals(setting.own()) && !version.deleted();
    return document == null && before != null && winner != null && ours
        ? new Show(winner, version.vector(), before)
        : KeyDecision.LEAVE;
  }

  /** Whoever had begun to delete it has died, or was overtaken. */
  private KeyDecision unfinished(KeyVersion version) {
    Going going = marker == null ? null : marker.going();
    if (document == null || going == null) {
      return KeyDecision.LEAVE;
    }
    if (!version.deleted() || !going.winner().equals(version.winner())) {
      return keeps(SingleRule.DELETE_IS_TAKEN_BACK) ? new Stay() : KeyDecision.LEAVE;
    }
    boolean same = going.content().equals(document.content());
    return same && keeps(SingleRule.DELETE_IS_FINISHED)
        ? delete(going.winner())
        : KeyDecision.LEAVE;
  }

  private boolean shows(@Nullable Image image) {
    return document != null
        && image != null
        && document.sameWrite(image.content(), image.written(), key);
  }

  private boolean keeps(SingleRule rule) {
    return setting.keeps(rule);
  }
}
