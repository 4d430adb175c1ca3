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
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A schedule of docs/decisions/031 that the seeds of the simulation do not come by. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LateOverDeleteTest {

  private static final Origin A = new Origin("a");
  private static final Origin B = new Origin("b");

  private final DocumentWorld world =
      new DocumentWorld(Choices.DULL, new Schedule(false), Set.of());
  private final DocumentRegion region = new DocumentRegion(A, 0);
  private final RowKey key = world.keys().get(0);
  private final WatermarkKey own = stream(A);
  private final WatermarkKey other = stream(B);

  private WatermarkKey stream(Origin origin) {
    return new WatermarkKey(origin, key.table(), key.lane().number());
  }

  private DocumentMessage message(Stamp stamp, Operation operation) {
    MarkedDocument image = new MarkedDocument("b's", null);
    ChangeId id = new ChangeId(B, stamp);
    Change change =
        new Change(
            ChangeKind.CHANGE,
            id,
            stamp,
            world.members().fingerprint(),
            key.table(),
            operation,
            key.hash(),
            key.lane(),
            VersionVector.EMPTY.with(id),
            null,
            0,
            0,
            ColumnMarks.NONE);
    boolean deletes = operation == Operation.DELETE;
    return new DocumentMessage(change, key, deletes ? image : null, deletes ? null : image);
  }

  private DocumentBatch batch(WatermarkKey of, List<DocumentMessage> messages) {
    return new DocumentBatch(world, region, region.newWriter(), of, messages);
  }

  private static void run(DocumentBatch batch, int statements) {
    for (int i = 0; i < statements; i++) {
      assertThat(batch.run()).isTrue();
    }
  }

  private static void end(DocumentBatch batch) {
    while (!batch.done()) {
      batch.run();
    }
  }

  /** One task finds no document to delete, an application inserts one, and another covers it. */
  @Test
  void a_write_that_covers_a_local_one_after_a_delete_has_won_is_deleted() {
    world.passTime(1000);
    // The other region's clock runs ahead, so that its delete is later than the insert.
    DocumentMessage writes = message(Stamp.atMillis(world.millis(region) + 290), Operation.CREATE);
    DocumentMessage deletes = message(Stamp.atMillis(world.millis(region) + 300), Operation.DELETE);
    DocumentBatch late = batch(other, List.of(writes));
    DocumentBatch first = batch(other, List.of(writes, deletes));
    run(first, 5);
    MarkedDocument local = new MarkedDocument("a's", null);
    world
        .oracle()
        .committed(
            A, Objects.requireNonNull(region.store().write(key, local, world.millis(region))));
    run(late, 4);
    end(first);
    end(late);
    assertThat(Objects.requireNonNull(region.store().document(key)).content()).isEqualTo("b's");

    DocumentCapture capture = new DocumentCapture(world, region);
    boolean more = true;
    while (more) {
      more = capture.finish();
    }
    end(batch(own, List.copyOf(world.stream(own))));

    assertThat(region.store().version(key).version().deleted()).isTrue();
    assertThat(region.store().document(key)).isNull();
  }
}
