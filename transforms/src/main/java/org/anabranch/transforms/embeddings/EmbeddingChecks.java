package org.anabranch.transforms.embeddings;

import java.util.Set;
import java.util.TreeSet;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.records.view.RecordView;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Refuses rows of which it is not sure that nothing of their vectors leaves. */
record EmbeddingChecks(DropEmbeddingsOptions options) {

  /** What is wrong with a row, in words; null where nothing is. */
  @Nullable String misfit(EmbeddedTable table, RecordView row, ColumnMarks marks) {
    Set<String> missing = new TreeSet<>(options.dropped(table));
    missing.addAll(table.allSources());
    String flag = options.flag();
    if (flag != null) {
      missing.add(flag);
    }
    missing.removeIf(column -> row.has(column) || !marks.present(column));
    if (!missing.isEmpty()) {
      return ("it has no columns %s. Mend the names in %s, %s and %s; tables that differ in them"
              + " get a transform each")
          .formatted(
              missing,
              DropEmbeddingsOptions.EMBEDDINGS,
              DropEmbeddingsOptions.STALE,
              DropEmbeddingsOptions.OWN);
    }
    return flag == null || isFlag(row, flag)
        ? null
        : "its column %s is no boolean. Name another one in %s, or leave that empty"
            .formatted(flag, DropEmbeddingsOptions.STALE);
  }

  private static boolean isFlag(RecordView row, String column) {
    Schema schema = row.schema(column);
    Object value = row.value(column);
    return schema == null
        ? value == null || value instanceof Boolean
        : schema.type() == Schema.Type.BOOLEAN;
  }
}
