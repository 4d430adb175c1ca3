package org.anabranch.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.regions.DocumentStore;
import org.anabranch.regions.Region;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a region of either kind holds, as lines that are equal where rows and documents mean the
 * same. Written from the table's and the collection's definition, without the code that is tested.
 */
final class Contents {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private static final String TIME =
      "to_char(date_trunc('milliseconds', %s) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS')";

  private static final Map<String, String> QUERIES =
      Map.of(
          "session",
          "SELECT (to_jsonb(t) || jsonb_build_object('started_at', "
              + TIME.formatted("started_at")
              + "))::text FROM assistant.session t",
          "message",
          "SELECT (to_jsonb(t) || jsonb_build_object('created_at', "
              + TIME.formatted("created_at")
              + "))::text FROM assistant.message t",
          "profile",
          "SELECT (to_jsonb(t) || jsonb_build_object('extra', coalesce(extra, '{}'), 'json_null',"
              + " settings = 'null'))::text FROM assistant.profile t");

  private Contents() {}

  static Set<String> of(Region region) {
    Set<String> lines = new HashSet<>();
    QUERIES.forEach(
        (table, query) ->
            region.column(query).forEach(row -> lines.add(table + " " + canonical(parse(row)))));
    return lines;
  }

  static Set<String> of(DocumentStore store) {
    Set<String> lines = new HashSet<>();
    for (String name : store.collections()) {
      for (BsonDocument document :
          store.collection(name).withDocumentClass(BsonDocument.class).find()) {
        String table = name.substring(0, name.length() - 1);
        lines.add(table + " " + canonical(parse(row(table, document).toJson(RELAXED))));
      }
    }
    return lines;
  }

  private static BsonDocument row(String table, BsonDocument document) {
    BsonDocument row = new BsonDocument();
    put(row, "id", document.remove("_id"));
    switch (table) {
      case "session" -> {
        put(row, "user_id", document.remove("user"));
        put(row, "started_at", document.remove("startedAt"));
        row.putAll(document);
      }
      case "message" -> {
        put(row, "session_id", document.remove("session"));
        put(row, "tokens", taken(document, "usage", "tokens"));
        put(row, "created_at", document.remove("createdAt"));
        row.putAll(document);
      }
      default -> profile(row, document);
    }
    return row;
  }

  private static void profile(BsonDocument row, BsonDocument document) {
    put(row, "score", taken(document, "stats", "score"));
    put(row, "ratio", taken(document, "stats", "ratio"));
    BsonValue born = document.remove("born");
    if (born != null && born.isDateTime()) {
      put(row, "born", text(MILLIS.format(at(born)).substring(0, "2026-01-02".length())));
    }
    for (String name : Set.of("name", "active", "tags", "settings")) {
      put(row, name, document.remove(name));
    }
    BsonValue settings = row.get("settings");
    if (settings != null) {
      row.append("json_null", BsonBoolean.valueOf(settings.isNull()));
    }
    row.append("extra", document);
  }

  private static @Nullable BsonValue taken(BsonDocument document, String around, String name) {
    if (!document.containsKey(around) || !document.get(around).isDocument()) {
      return null;
    }
    BsonDocument inner = document.getDocument(around);
    BsonValue value = inner.remove(name);
    if (inner.isEmpty()) {
      document.remove(around);
    }
    return value;
  }

  private static void put(BsonDocument row, String name, @Nullable BsonValue value) {
    if (value instanceof BsonBinary binary) {
      row.put(name, text(binary.asUuid().toString()));
    } else if (value != null && value.isDateTime()) {
      row.put(name, text(MILLIS.format(at(value))));
    } else if (value != null && value.isDecimal128()) {
      row.put(name, text(value.asDecimal128().getValue().toString()));
    } else if (value != null) {
      row.put(name, value);
    }
  }

  private static Instant at(BsonValue date) {
    return Instant.ofEpochMilli(date.asDateTime().getValue());
  }

  private static BsonValue text(String text) {
    return new BsonString(text);
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
