package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.SnapshotProgress;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.DocumentDecision.Delete;
import org.anabranch.testkit.simulation.DocumentDecision.Leave;
import org.anabranch.testkit.simulation.DocumentDecision.Show;
import org.anabranch.testkit.simulation.DocumentEvent.Changed;
import org.anabranch.testkit.simulation.DocumentMarker.Nonce;
import org.anabranch.testkit.simulation.DocumentStore.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one stream, merged one statement at a time. Whoever holds it may stop between any two
 * statements, for ever or for as long as it likes: a zombie goes on where it was.
 */
final class DocumentBatch {

  private final DocumentWorld world;
  private final DocumentRegion region;
  private final String writer;
  private final WatermarkKey stream;
  private final List<DocumentMessage> batch;
  private final Map<RowKey, List<DocumentMessage>> byKey = new LinkedHashMap<>();
  private Watermark watermark = Watermark.NONE;
  private @Nullable DocumentStep next;

  DocumentBatch(
      DocumentWorld world,
      DocumentRegion region,
      String writer,
      WatermarkKey stream,
      List<DocumentMessage> batch) {
    this.world = world;
    this.region = region;
    this.writer = writer;
    this.stream = stream;
    this.batch = batch;
    this.next = this::begin;
  }

  /** Executes one statement. Answers whether there was one. */
  boolean run() {
    DocumentStep now = next;
    next = now == null ? null : now.run();
    return now != null;
  }

  boolean done() {
    return next == null;
  }

  private DocumentStore store() {
    return region.store();
  }

  private Origin own() {
    return region.origin();
  }

  private DocumentStep begin() {
    watermark = store().watermark(stream);
    for (DocumentMessage message : batch) {
      RowKey key = message.key();
      // What another region's sink has written over is nothing to this one.
      boolean concerns = message.isChange() || stream.origin().equals(own());
      boolean fresh = message.change().sequence().compareTo(watermark.sequence()) > 0;
      if (key != null && concerns && fresh) {
        byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(message);
      }
    }
    List<RowKey> keys = List.copyOf(byKey.keySet());
    return world.omits(DocumentRule.WATERMARK_IS_LAST)
        ? () -> {
          move();
          return key(keys, 0);
        }
        : key(keys, 0);
  }

  private DocumentStep key(List<RowKey> keys, int number) {
    if (number == keys.size()) {
      return () -> world.omits(DocumentRule.WATERMARK_IS_LAST) ? null : move();
    }
    RowKey key = keys.get(number);
    return read(key, () -> key(keys, number + 1));
  }

  /** The document first: what is merged by the time that it is read is known then. */
  private DocumentStep read(RowKey key, DocumentStep then) {
    if (world.omits(DocumentRule.DOCUMENT_IS_READ_FIRST)) {
      return () -> {
        DocumentVersion version = store().version(key);
        VersionVector floor = store().floor(key.tableLane());
        return () -> judge(new DocumentRead(key, store().document(key), version, floor), then);
      };
    }
    return () -> {
      DocumentState document = store().document(key);
      return () -> {
        DocumentVersion version = store().version(key);
        return () ->
            judge(new DocumentRead(key, document, version, store().floor(key.tableLane())), then);
      };
    };
  }

  private DocumentStep judge(DocumentRead read, DocumentStep then) {
    DocumentFold fold =
        new DocumentFold(
            own(), read.key(), read.document(), read.version(), read.floor(), world.omitted());
    for (DocumentMessage message : byKey.getOrDefault(read.key(), List.of())) {
      if (message.isChange()) {
        world.oracle().judged(region, message.change(), read.floor());
      }
      fold.take(message);
    }
    DocumentDecision decision =
        DocumentDecision.of(
            own(),
            read.key(),
            read.document(),
            read.version(),
            read.floor(),
            fold,
            world.omitted());
    world.note(region, () -> writer + " reads " + read + ": " + decision + " of " + fold.version());
    boolean recordedFirst = !world.omits(DocumentRule.CONFLICT_IS_RECORDED_FIRST);
    DocumentStep after = recordedFirst ? then : record(fold.conflicts(), 0, then);
    DocumentStep written = decided(read, fold, decision, after);
    return recordedFirst ? record(fold.conflicts(), 0, written) : written;
  }

  private DocumentStep record(List<Pair> conflicts, int number, DocumentStep then) {
    return number == conflicts.size()
        ? then
        : () -> {
          store().record(conflicts.get(number));
          return record(conflicts, number + 1, then);
        };
  }

  private DocumentStep decided(
      DocumentRead read, DocumentFold fold, DocumentDecision decision, DocumentStep then) {
    if (decision instanceof Delete delete) {
      return delete(read, fold, delete.winner(), then);
    }
    if (decision instanceof Leave
        && fold.won() != null
        && !world.omits(DocumentRule.LEFT_IS_READ_TWICE)) {
      return () -> left(read, fold, then);
    }
    if (decision instanceof Leave) {
      return () -> merged(read, fold, null, 0, then, then);
    }
    if (world.omits(DocumentRule.DOCUMENT_IS_WRITTEN_FIRST)) {
      return () ->
          merged(read, fold, null, end(), () -> write(read, decision, at -> then, then), then);
    }
    return () -> write(read, decision, at -> merged(read, fold, null, at, then, then), then);
  }

  /** Nobody has written the document while what is merged of it was read. */
  private DocumentStep left(DocumentRead read, DocumentFold fold, DocumentStep then) {
    boolean same = Objects.equals(store().document(read.key()), read.document());
    return same ? () -> merged(read, fold, null, 0, then, then) : read(read.key(), then);
  }

  private long end() {
    return store().log().size();
  }

  /** What comes after a write, given the end of the log. */
  private interface Written {
    @Nullable DocumentStep then(long end);
  }

  private @Nullable DocumentStep write(
      DocumentRead read, DocumentDecision decision, Written then, DocumentStep later) {
    Nonce nonce = region.nonce(writer);
    RowKey key = read.key();
    DocumentState from = read.document();
    if (decision instanceof Show show) {
      DocumentMarker marker =
          DocumentMarker.of(own(), key, show.winner(), show.vector(), show.content(), nonce);
      boolean done = replace(read, new DocumentState(show.content(), marker), show.winner());
      return done ? then.then(end()) : read(key, later);
    }
    boolean done = from != null && replace(read, from.staying(own(), key, nonce), null);
    return done ? then.then(end()) : read(key, later);
  }

  private boolean replace(DocumentRead read, @Nullable DocumentState to, @Nullable ChangeId shown) {
    DocumentState from = read.document();
    if (world.omits(DocumentRule.CONTENT_IS_A_CONDITION)) {
      DocumentState now = store().document(read.key());
      boolean sameMarker =
          from != null && now != null && Objects.equals(from.marker(), now.marker());
      from = sameMarker ? now : from;
    }
    Changed changed = store().replace(read.key(), from, to, world.millis(region));
    if (changed != null) {
      world.oracle().written(region, changed, shown);
      world.note(region, () -> writer + " writes " + changed);
    }
    return changed != null;
  }

  /** In three writes, the middle of which decides: marked, merged, deleted. */
  private DocumentStep delete(
      DocumentRead read, DocumentFold fold, ChangeId winner, DocumentStep then) {
    DocumentState document = read.document();
    if (document == null) {
      return then;
    }
    Nonce nonce = region.nonce(writer);
    if (world.omits(DocumentRule.DELETE_IS_MARKED)) {
      return () -> merged(read, fold, nonce, end(), () -> remove(read, winner, then), then);
    }
    return () -> {
      DocumentState to = document.going(own(), read.key(), winner, nonce);
      DocumentRead going = new DocumentRead(read.key(), to, read.version(), read.floor());
      if (!replace(read, to, null)) {
        return read(read.key(), then);
      }
      if (world.omits(DocumentRule.DELETE_IS_MERGED_FIRST)) {
        return () -> {
          replace(going, null, winner);
          return () -> merged(going, fold, nonce, end(), then, then);
        };
      }
      return () -> merged(going, fold, nonce, end(), () -> remove(going, winner, then), then);
    };
  }

  private DocumentStep remove(DocumentRead read, ChangeId winner, DocumentStep then) {
    return replace(read, null, winner) ? then : read(read.key(), then);
  }

  /** Writes what is merged, if nobody else has. */
  private @Nullable DocumentStep merged(
      DocumentRead read,
      DocumentFold fold,
      @Nullable Nonce removes,
      long at,
      DocumentStep then,
      DocumentStep later) {
    DocumentVersion from = read.version();
    boolean forgotten = from.forgotten() && fold.version().winner() == null;
    boolean news = !forgotten && !fold.version().equals(from.version());
    if (removes == null && at == 0 && !news) {
      return then;
    }
    Nonce kept = fold.version().deleted() ? from.removed() : null;
    Nonce removed = removes == null ? kept : removes;
    DocumentVersion to =
        forgotten ? from.touched(removed) : from.merged(fold.version(), removed, at);
    DocumentVersion condition =
        world.omits(DocumentRule.REVISION_IS_A_CONDITION) ? store().version(read.key()) : from;
    if (!store().replace(read.key(), condition, to)) {
      return read(read.key(), later);
    }
    if (removes != null) {
      world.oracle().removing(region, removes);
    }
    byKey.getOrDefault(read.key(), List.of()).stream()
        .filter(DocumentMessage::isChange)
        .forEach(message -> world.oracle().merged(region, message.change()));
    return then;
  }

  private @Nullable DocumentStep move() {
    Change last = batch.get(batch.size() - 1).change();
    long told = stream.origin().equals(own()) ? last.position() : 0;
    Watermark to =
        new Watermark(
            Stamp.max(watermark.sequence(), last.sequence()),
            watermark.context().join(last.context()),
            Math.max(watermark.position(), told),
            SnapshotProgress.NONE,
            0);
    if (!to.equals(watermark) && store().move(stream, watermark, to)) {
      world.oracle().moved(region, stream, to.sequence());
    }
    return null;
  }
}
