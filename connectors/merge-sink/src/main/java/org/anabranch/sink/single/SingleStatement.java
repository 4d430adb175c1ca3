package org.anabranch.sink.single;

import java.util.List;
import java.util.Map;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.jspecify.annotations.Nullable;

/**
 * One statement about one document, which alone is atomic. Those that a {@link SingleStep.Ask} has
 * together are about different ones and may be executed as one bulk.
 *
 * @param <R> what the statement answers
 */
public sealed interface SingleStatement<R> {

  /** Reads a document, as a majority has it. */
  record ReadDocument(RowTarget target) implements SingleStatement<FoundDocument> {}

  /**
   * Reads what is merged of a key, as a majority has it. Where there is nothing, that is written
   * down, under a revision that the key never had: what is decided on it is not written where
   * others have merged the key meanwhile, and forgotten it again.
   */
  record ReadVersion(VersionKey key) implements SingleStatement<SingleVersion> {}

  /**
   * Reads what is forgotten of a lane.
   *
   * @param own the store's own origin
   */
  record ReadFloor(Origin own, TableLane lane) implements SingleStatement<VersionVector> {}

  /** Records conflicts; one that is recorded already stays as it is. Answers how many are new. */
  record RecordConflicts(List<Conflict> conflicts) implements SingleStatement<Integer> {}

  /**
   * Writes a document if it is still as it was found, to the last byte; a majority has it
   * afterwards. Those that bear a mark are written in the order of their numbers.
   *
   * @param to what it is to be; null to delete it
   * @param body what the application's part of it is to be; null to leave that as it was found
   */
  record WriteDocument(
      RowTarget target, FoundDocument from, @Nullable MarkedDocument to, @Nullable RecordView body)
      implements SingleStatement<Written> {}

  /**
   * What became of a write.
   *
   * @param done whether the document was as it had been found
   * @param position the end of the log after it; of no meaning where it was not done
   * @param whole all of the document as it is now; null where it is gone or was not written
   */
  record Written(boolean done, long position, @Nullable RecordView whole) {

    /** Somebody else has written the document. */
    public static final Written NOT_DONE = new Written(false, 0, null);
  }

  /** Writes what is merged of a key if its revision is the one that was read. */
  record WriteVersion(VersionKey key, SingleVersion from, SingleVersion to)
      implements SingleStatement<Boolean> {}

  /** Reads where a stream stands. */
  record ReadWatermark(WatermarkKey stream) implements SingleStatement<Watermark> {}

  /** Moves a watermark if it still stands where it was. */
  record MoveWatermark(WatermarkMove move) implements SingleStatement<Boolean> {}

  /**
   * Reads versions that can perhaps be forgotten, in the order of their keys: those of which {@link
   * org.anabranch.sink.store.VersionRow#newest()} is at most what is given for their lane.
   *
   * @param after only those whose keys come after this one; null for all
   */
  record ReadDroppable(Map<TableLane, Stamp> upTo, @Nullable VersionKey after, int rowsMax)
      implements SingleStatement<List<Droppable>> {}

  /** A version that can perhaps be forgotten. */
  record Droppable(VersionKey key, SingleVersion version) {}

  /** Raises what is forgotten of a lane by a vector. Answers whether it did. */
  record RaiseFloor(Origin own, TableLane lane, VersionVector by)
      implements SingleStatement<Boolean> {}

  /** The statement's name in traces, tests and the documentation. */
  default String name() {
    return getClass().getSimpleName();
  }
}
