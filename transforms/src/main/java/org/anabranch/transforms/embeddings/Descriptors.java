package org.anabranch.transforms.embeddings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * What is told of vectors in their place, as JSON, for instance {@code
 * {"embedding":{"model":"e5-large","dimension":1024,"sha256":"9f86d0…"}}}. What is not known is
 * left out.
 */
record Descriptors(DropEmbeddingsOptions options) {

  /** The header that has it. */
  static final String HEADER = "anabranch.embedding";

  private static final JsonFactory JSON = new JsonFactory();

  /** Of the vectors of a row. */
  String of(EmbeddedTable table, RecordView row, ColumnMarks marks) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, List<String>> vector : table.sources().entrySet()) {
        json.writeObjectFieldStart(vector.getKey());
        String model = model(row);
        if (model != null) {
          json.writeStringField("model", model);
        }
        Integer dimension = Dimension.of(row.value(vector.getKey()));
        if (dimension != null) {
          json.writeNumberField("dimension", dimension);
        }
        if (options.hashes() && isTold(row, vector.getValue(), marks)) {
          json.writeStringField("sha256", ContentHash.of(row, vector.getValue()));
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can be written", e);
    }
    return text.toString();
  }

  private @Nullable String model(RecordView row) {
    String column = options.modelColumn();
    if (column == null) {
      return options.model();
    }
    Object model = row.value(column);
    return model == null ? null : model.toString();
  }

  private static boolean isTold(RecordView row, List<String> sources, ColumnMarks marks) {
    return sources.stream().allMatch(column -> row.has(column) && marks.present(column));
  }
}
