package org.anabranch.regions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.testkit.servers.Await;
import org.bson.BsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * What regions of both kinds hold, as lines that are equal where rows and documents mean the same.
 * Told from the definitions of tables and collections, without the connectors' own code.
 */
public record MixedContents(List<TableMeaning> tables) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  public MixedContents {
    tables = List.copyOf(tables);
  }

  public Set<String> of(Region region) {
    Set<String> lines = new HashSet<>();
    for (TableMeaning table : tables) {
      region
          .column(table.query())
          .forEach(row -> lines.add(table.name() + " " + canonical(parse(row))));
    }
    return lines;
  }

  public Set<String> of(DocumentStore store) {
    Set<String> lines = new HashSet<>();
    for (TableMeaning table : tables) {
      store
          .collection(table.collection())
          .withDocumentClass(BsonDocument.class)
          .find()
          .map(document -> table.row().apply(document).toJson(RELAXED))
          .forEach(row -> lines.add(table.name() + " " + canonical(parse(row))));
    }
    return lines;
  }

  /** Waits until both regions hold the same; fails at once where a task has. */
  public void awaitSame(MixedDeployment deployment) {
    Await.until(
        "both regions hold the same",
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return differences(deployment);
        },
        Set::isEmpty);
  }

  /** Each a row or a document that the other region has no equal of. */
  public Set<String> differences(MixedDeployment deployment) {
    Set<String> rows = of(deployment.tables());
    Set<String> documents = of(deployment.documents());
    Set<String> differences = new TreeSet<>();
    rows.stream()
        .filter(row -> !documents.contains(row))
        .forEach(row -> differences.add("only in " + deployment.tables() + ": " + row));
    documents.stream()
        .filter(document -> !rows.contains(document))
        .forEach(row -> differences.add("only in " + deployment.documents() + ": " + row));
    return differences;
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without what is null at the first level, fields by name, numbers by value. */
  private static String canonical(JsonNode row) {
    Map<String, String> columns = new TreeMap<>();
    row.properties()
        .forEach(
            column -> {
              if (!column.getValue().isNull()) {
                columns.put(column.getKey(), nested(column.getValue()));
              }
            });
    return columns.toString();
  }

  private static String nested(JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue().stripTrailingZeros().toPlainString();
    } else if (value.isTextual()) {
      return value.textValue();
    } else if (value.isArray()) {
      StringBuilder elements = new StringBuilder("[");
      value.forEach(element -> elements.append(nested(element)).append(';'));
      return elements.append(']').toString();
    } else if (value.isObject()) {
      Set<String> fields = new TreeSet<>();
      value.properties().forEach(f -> fields.add(f.getKey() + ":" + nested(f.getValue())));
      return fields.toString();
    }
    return value.toString();
  }
}
