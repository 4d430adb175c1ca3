package org.anabranch.transforms.policy.condition;

import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * What is judged: one image of a row, with what is known of its change.
 *
 * @param table null where the record does not say
 * @param row the image that is judged; null where there is none: a condition that reads it has no
 *     answer then
 * @param before the image before the change; null where there is none
 * @param headers the record's by name, as text; a map that reads them when it is asked will do
 * @param op c, u, d or r, as Debezium has it
 */
public record Facts(
    String topic,
    @Nullable TableName table,
    @Nullable RecordView row,
    @Nullable RecordView before,
    @Nullable RecordView key,
    Map<String, String> headers,
    char op) {

  /** Without the row. */
  @Override
  public String toString() {
    return op + " of " + table + " in " + topic;
  }
}
