package org.anabranch.transforms.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.records.event.EventOperation;
import org.anabranch.records.event.EventOperation.Action;
import org.anabranch.records.event.EventType;
import org.anabranch.records.event.JsonPointer;
import org.anabranch.records.event.NaturalValue;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * What an event tells of a row.
 *
 * @param previous what columns were before; null where nothing is told of it
 * @param leftOut columns of the row that the event does not tell, and the change did not alter
 */
record RowOperations(
    EventType type,
    List<EventOperation> operations,
    @Nullable Map<?, ?> previous,
    Set<String> leftOut) {

  /**
   * The whole row.
   *
   * @throws IllegalArgumentException where the image is not whole
   */
  static RowOperations state(ToldChange change) {
    if (change.deletes()) {
      return new RowOperations(
          EventType.CONTEXT_STATE,
          List.of(EventOperation.REMOVE_ROW),
          natural(change.before()),
          Set.of());
    }
    Set<String> untold = change.untold();
    if (!untold.isEmpty()) {
      throw new IllegalArgumentException(
          "the change left columns alone that are not in its image (%s), so an event cannot tell the"
                  .formatted(String.join(", ", new TreeSet<>(untold)))
              + " whole row. "
              + fullIdentity(change.table())
              + ", or set "
              + EventOptions.EVENT_TYPE
              + "=delta");
    }
    Action action = change.operation() == Operation.UPDATE ? Action.REPLACE : Action.ADD;
    return new RowOperations(
        change.again() ? EventType.CONTEXT_RECONCILIATION : EventType.CONTEXT_STATE,
        List.of(new EventOperation(action, JsonPointer.WHOLE, natural(change.after()))),
        natural(change.before()),
        Set.of());
  }

  /**
   * Of an update, the columns that it changed; of other changes the whole row, or as much of it as
   * is told.
   *
   * @throws IllegalArgumentException where it is not told what the row was before
   */
  static RowOperations delta(ToldChange change) {
    Set<String> untold = change.untold();
    boolean update = change.operation() == Operation.UPDATE && !change.deletes();
    if (!update && untold.isEmpty()) {
      return state(change);
    }
    RecordView before = RecordViews.of(change.before());
    if (update && before == null) {
      throw new IllegalArgumentException(
          "it does not tell what the row was before, so not what changed. "
              + fullIdentity(change.table())
              + ", or set "
              + EventOptions.EVENT_TYPE
              + "=state");
    }
    return changed(before, Objects.requireNonNull(RecordViews.of(change.after())), untold);
  }

  private static RowOperations changed(
      @Nullable RecordView before, RecordView after, Set<String> untold) {
    List<EventOperation> operations = new ArrayList<>();
    Map<String, @Nullable Object> was = new LinkedHashMap<>();
    Set<String> leftOut = new TreeSet<>(untold);
    for (String column : after.fields()) {
      boolean known = before != null && before.has(column);
      Object value = after.value(column);
      Object old = known && before != null ? before.value(column) : null;
      if (untold.contains(column)) {
        continue;
      }
      if (known && Objects.deepEquals(old, value)) {
        leftOut.add(column);
        continue;
      }
      operations.add(
          new EventOperation(
              Action.REPLACE,
              JsonPointer.to(JsonPointer.WHOLE, column),
              natural(value, after.schema(column))));
      if (known) {
        was.put(column, natural(old, after.schema(column)));
      }
    }
    Map<?, ?> previous = was;
    return new RowOperations(
        EventType.CONTEXT_DELTA, operations, before == null ? null : previous, leftOut);
  }

  private static String fullIdentity(TableName table) {
    return "Run at the source: ALTER TABLE " + table + " REPLICA IDENTITY FULL";
  }

  static @Nullable Map<?, ?> natural(@Nullable Object row) {
    if (row instanceof Struct struct) {
      return NaturalValue.object(struct);
    }
    return (Map<?, ?>) row;
  }

  private static @Nullable Object natural(@Nullable Object value, @Nullable Schema schema) {
    return schema == null ? value : NaturalValue.of(value, schema);
  }

  /** Without the row. */
  @Override
  public String toString() {
    return "operations of a " + type;
  }
}
