package org.anabranch.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/**
 * One document of a region a, whose other member is b, for schedules of docs/decisions/031 that are
 * made by hand.
 */
final class DocumentScene {

  private static final int ROUNDS_TO_REST = 4;

  static final Origin A = new Origin("a");
  static final Origin B = new Origin("b");

  private final DocumentWorld world;
  private final DocumentRegion region = new DocumentRegion(A, 0);
  private final DocumentCapture capture;
  private final DocumentForgetter forgetter;
  private final RowKey key;
  private int merged;

  DocumentScene(DocumentRule... omitted) {
    this.world = new DocumentWorld(Choices.DULL, new Schedule(false), Set.of(omitted));
    this.key = world.keys().get(0);
    this.capture = new DocumentCapture(world, region);
    this.forgetter = new DocumentForgetter(world, region);
    world.passTime(1000);
  }

  /** A stamp as the clock of this region tells it now, or in a while. */
  Stamp stampIn(long millis) {
    return Stamp.atMillis(world.millis(region) + millis);
  }

  void passTime(long millis) {
    world.passTime(millis);
  }

  DocumentStore store() {
    return region.store();
  }

  RowKey key() {
    return key;
  }

  @Nullable String shown() {
    MarkedDocument document = store().document(key);
    return document == null ? null : document.content();
  }

  boolean forgotten() {
    return store().version(key).forgotten();
  }

  /** An application of this region writes the document. */
  void write(@Nullable MarkedDocument to) {
    world
        .oracle()
        .committed(A, Objects.requireNonNull(store().write(key, to, world.millis(region))));
  }

  /** A change that the other region has made of what it had applied of this one's. */
  DocumentMessage change(Stamp stamp, @Nullable String content, Stamp seen) {
    ChangeId id = new ChangeId(B, stamp);
    Operation operation = content == null ? Operation.DELETE : Operation.CREATE;
    MarkedDocument image = new MarkedDocument(content == null ? "gone" : content, null);
    VersionVector context = VersionVector.EMPTY.with(new ChangeId(A, seen)).with(id);
    return new DocumentMessage(
        of(ChangeKind.CHANGE, id, operation, context),
        key,
        content == null ? image : null,
        content == null ? null : image);
  }

  private Change of(ChangeKind kind, ChangeId id, Operation operation, VersionVector context) {
    return new Change(
        kind,
        id,
        id.stamp(),
        world.members().fingerprint(),
        key.table(),
        operation,
        kind == ChangeKind.MARK ? null : key.hash(),
        key.lane(),
        context,
        null,
        0,
        0,
        ColumnMarks.NONE);
  }

  /** A new task that takes records of the other region. */
  DocumentBatch taken(DocumentMessage... messages) {
    return batch(B, List.of(messages));
  }

  private DocumentBatch batch(Origin of, List<DocumentMessage> messages) {
    WatermarkKey stream = new WatermarkKey(of, key.table(), key.lane().number());
    return new DocumentBatch(world, region, region.newWriter(), stream, messages);
  }

  static void run(DocumentBatch batch, int statements) {
    for (int i = 0; i < statements; i++) {
      assertThat(batch.run()).isTrue();
    }
  }

  static void end(DocumentBatch batch) {
    while (!batch.done()) {
      batch.run();
    }
  }

  /** The capture reads all of the log, and says that it has. */
  void capture() {
    boolean more = true;
    while (more) {
      more = capture.finish();
    }
  }

  private List<DocumentMessage> own() {
    return world.stream(new WatermarkKey(A, key.table(), key.lane().number()));
  }

  /** A new task that takes what the own stream has that no task has brought to its end. */
  DocumentBatch takenOfOwn(int records) {
    return batch(A, List.copyOf(own().subList(merged, merged + records)));
  }

  /** The next records of the own stream are merged. */
  void mergeOwn(int records) {
    end(takenOfOwn(records));
    merged += records;
  }

  void mergeOwn() {
    mergeOwn(own().size() - merged);
  }

  /** The other region says that it has applied all that this one has sent, or a part of it. */
  void acknowledge(int records) {
    Stamp seen = own().get(records - 1).change().sequence();
    Stamp told = stampIn(0);
    ChangeId id = new ChangeId(B, told.compareTo(seen) > 0 ? told : seen);
    VersionVector context = VersionVector.EMPTY.with(new ChangeId(A, seen)).with(id);
    Change mark = of(ChangeKind.MARK, id, Operation.NONE, context);
    end(taken(new DocumentMessage(mark, null, null, null)));
  }

  void acknowledge() {
    acknowledge(own().size());
  }

  /** What can be forgotten is. */
  void forget() {
    boolean more = true;
    while (more) {
      more = forgetter.finish();
    }
  }

  /** Nothing new begins, and all that is in flight comes to its end. */
  void rest() {
    for (int round = 0; round < ROUNDS_TO_REST; round++) {
      passTime(1);
      capture();
      mergeOwn();
      acknowledge();
      forget();
    }
  }
}
