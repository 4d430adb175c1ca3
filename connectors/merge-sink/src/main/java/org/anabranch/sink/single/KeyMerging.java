package org.anabranch.sink.single;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.single.KeyDecision.Delete;
import org.anabranch.sink.single.KeyDecision.Leave;
import org.anabranch.sink.single.KeyDecision.Show;
import org.anabranch.sink.single.KeyStep.Ask;
import org.anabranch.sink.single.SingleStatement.ReadDocument;
import org.anabranch.sink.single.SingleStatement.ReadFloor;
import org.anabranch.sink.single.SingleStatement.ReadVersion;
import org.anabranch.sink.single.SingleStatement.RecordConflicts;
import org.anabranch.sink.single.SingleStatement.WriteDocument;
import org.anabranch.sink.single.SingleStatement.WriteVersion;
import org.anabranch.sink.single.SingleStatement.Written;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.ConflictId;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/**
 * Merges the changes that a batch has of one key, one statement after the other; whenever somebody
 * else was there in between, it reads anew. Whoever executes the statements may stop between any
 * two, for ever or for as long as it likes.
 */
final class KeyMerging {

  /** Of a key that somebody else changes each time in between. */
  private static final int ATTEMPTS_MAX = 100;

  private final SingleSetting setting;
  private final VersionKey key;
  private final MarkedKey marked;
  private final List<Arrival> arrivals;
  private final RowTarget target;
  private final Map<String, Conflict> conflicts = new LinkedHashMap<>();
  private @Nullable KeyFold last;
  private boolean restores;
  private int attempts;

  /**
   * @param arrivals of the key, in their order; at least one
   */
  KeyMerging(SingleSetting setting, VersionKey key, List<Arrival> arrivals) {
    this.setting = setting;
    this.key = key;
    this.marked = setting.marked(key);
    this.arrivals = List.copyOf(arrivals);
    this.target = new RowTarget(key, arrivals.get(0));
  }

  /**
   * The document first: what is merged by the time that it is read is known then.
   *
   * @throws StoreException.Contended where others were there in between too often
   */
  KeyStep start() {
    attempts++;
    if (attempts > ATTEMPTS_MAX) {
      throw new StoreException.Contended(
          "A document or what is merged of it was another each time it was to be written", null);
    }
    ReadDocument document = new ReadDocument(target);
    ReadVersion version = new ReadVersion(key);
    ReadFloor floor = new ReadFloor(setting.own(), key.tableLane());
    if (!setting.keeps(SingleRule.DOCUMENT_IS_READ_FIRST)) {
      return new Ask<>(
          version,
          merged ->
              new Ask<>(
                  floor,
                  forgotten ->
                      new Ask<>(document, found -> judge(new KeyRead(found, merged, forgotten)))));
    }
    return new Ask<>(
        document,
        found ->
            new Ask<>(
                version,
                merged ->
                    new Ask<>(floor, forgotten -> judge(new KeyRead(found, merged, forgotten)))));
  }

  private KeyStep judge(KeyRead read) {
    for (Arrival arrival : arrivals) {
      Step.Behind behind = new Step.Behind(arrival, read.floor());
      if (arrival.change().kind() == ChangeKind.CHANGE && !behind.judges(arrival.change())) {
        return new KeyStep.Behind(behind);
      }
    }
    Strategy strategy = setting.strategies().apply(key.table());
    KeyFold fold = new KeyFold(setting, strategy, marked, read);
    arrivals.forEach(fold::take);
    last = fold;
    KeyDecision decision = new KeyJudge(setting, marked, read, fold).decide();
    restores = decision instanceof Show && fold.won() != null && fold.isOwn(fold.won());
    List<Conflict> found = new KeyConflicts(setting, strategy, marked, arrivals).of(fold, read);
    found.forEach(conflict -> conflicts.put(ConflictId.of(conflict), conflict));
    if (found.isEmpty()) {
      return decided(read, fold, decision, () -> KeyStep.DONE);
    }
    RecordConflicts record = new RecordConflicts(found);
    return setting.keeps(SingleRule.CONFLICT_IS_RECORDED_FIRST)
        ? new Ask<>(record, done -> decided(read, fold, decision, () -> KeyStep.DONE))
        : decided(read, fold, decision, () -> new Ask<>(record, done -> KeyStep.DONE));
  }

  private KeyStep decided(
      KeyRead read, KeyFold fold, KeyDecision decision, Supplier<KeyStep> then) {
    if (decision instanceof Delete delete) {
      return delete(read, fold, delete.winner(), then);
    }
    if (decision instanceof Leave) {
      boolean twice = fold.won() != null && setting.keeps(SingleRule.LEFT_IS_READ_TWICE);
      return twice ? left(read, fold, then) : merged(read, fold, null, 0, then);
    }
    return setting.keeps(SingleRule.DOCUMENT_IS_WRITTEN_FIRST)
        ? write(read, decision, at -> merged(read, fold, null, at, then))
        : merged(read, fold, null, 1, () -> write(read, decision, at -> then.get()));
  }

  /** Nobody has written the document while what is merged of it was read. */
  private KeyStep left(KeyRead read, KeyFold fold, Supplier<KeyStep> then) {
    return new Ask<>(
        new ReadDocument(target),
        now ->
            Objects.equals(now.state(), read.document().state())
                ? merged(read, fold, null, 0, then)
                : start());
  }

  private KeyStep write(KeyRead read, KeyDecision decision, LongFunction<KeyStep> then) {
    WriteId write = setting.writer().next();
    if (decision instanceof Show show) {
      String content = show.image().content();
      DocumentMarker marker =
          DocumentMarker.of(marked, show.winner(), show.vector(), content, write);
      MarkedDocument to = new MarkedDocument(content, marker);
      return replace(new WriteDocument(target, read.document(), to, show.image().body()), then);
    }
    MarkedDocument from = read.document().state();
    return from == null
        ? start()
        : replace(
            new WriteDocument(target, read.document(), from.staying(marked, write), null), then);
  }

  private KeyStep replace(WriteDocument write, LongFunction<KeyStep> then) {
    return new Ask<>(write, written -> written.done() ? then.apply(written.position()) : start());
  }

  /** In three writes, the middle of which decides: marked, merged, deleted. */
  private KeyStep delete(KeyRead read, KeyFold fold, ChangeId winner, Supplier<KeyStep> then) {
    MarkedDocument document = read.document().state();
    if (document == null) {
      return then.get();
    }
    WriteId mark = setting.writer().mark();
    if (!setting.keeps(SingleRule.DELETE_IS_MARKED)) {
      return merged(read, fold, mark, 1, () -> remove(read.document(), mark, then));
    }
    WriteDocument going =
        new WriteDocument(target, read.document(), document.going(marked, winner, mark), null);
    return new Ask<>(
        going,
        written -> written.done() ? going(read, fold, going, written, mark, then) : givenUp(mark));
  }

  private KeyStep going(
      KeyRead read,
      KeyFold fold,
      WriteDocument going,
      Written written,
      WriteId mark,
      Supplier<KeyStep> then) {
    FoundDocument from = new FoundDocument(going.to(), written.whole(), written.position());
    return setting.keeps(SingleRule.DELETE_IS_MERGED_FIRST)
        ? merged(read, fold, mark, written.position(), () -> remove(from, mark, then))
        : replace(
            new WriteDocument(target, from, null, null),
            at -> merged(read, fold, mark, written.position(), then));
  }

  private KeyStep remove(FoundDocument from, WriteId mark, Supplier<KeyStep> then) {
    return new Ask<>(
        new WriteDocument(target, from, null, null),
        written -> {
          setting.writer().ended(mark);
          return written.done() ? then.get() : start();
        });
  }

  private KeyStep givenUp(WriteId mark) {
    setting.writer().ended(mark);
    return start();
  }

  /** Writes what is merged, if nobody else has. */
  private KeyStep merged(
      KeyRead read, KeyFold fold, @Nullable WriteId removes, long at, Supplier<KeyStep> then) {
    SingleVersion from = read.version();
    boolean forgotten = from.forgotten() && fold.version().winner() == null;
    boolean news = !forgotten && !fold.version().equals(from.version());
    if (removes == null && at == 0 && !news && !wroteAgain(read, fold)) {
      return then.get();
    }
    Removal kept = fold.version().deleted() ? from.removed() : null;
    Removal removed = removes == null ? kept : setting.writer().removal(removes);
    SingleVersion to =
        forgotten ? from.touched(removed) : from.merged(fold.version(), removed, seen(read, at));
    return new Ask<>(
        new WriteVersion(key, from, to),
        done -> {
          if (done) {
            return then.get();
          }
          return removes == null ? start() : givenUp(removes);
        });
  }

  /**
   * Where the log ended when the document was last written or looked at here. Nothing is forgotten
   * before the own log is read back beyond it: whatever was done to the document until then is told
   * there, and so is the receipt of a write that whoever died had not written down.
   */
  private long seen(KeyRead read, long at) {
    return setting.keeps(SingleRule.LOOK_IS_READ_BACK)
        ? Math.max(at, read.document().position())
        : at;
  }

  /**
   * Whether the document that the sink had deleted is there again, perhaps inserted by whoever died
   * before that was written down: its receipt is then on its way.
   */
  private boolean wroteAgain(KeyRead read, KeyFold fold) {
    Arrival receipt = fold.receipt();
    return receipt != null
        && receipt.change().operation() == Operation.DELETE
        && read.document().state() != null
        && !read.version().forgotten()
        && setting.keeps(SingleRule.LOOK_IS_READ_BACK);
  }

  /** The change that is shown now; null where that is as before. */
  @Nullable Arrival applied() {
    return last == null ? null : last.won();
  }

  int superseded() {
    return last == null ? 0 : last.superseded();
  }

  int alreadyMerged() {
    return last == null ? 0 : last.alreadyMerged();
  }

  /** Whether an own change that the sink had written over was written again. */
  boolean restores() {
    return restores;
  }

  List<Conflict> conflicts() {
    return new ArrayList<>(conflicts.values());
  }
}
