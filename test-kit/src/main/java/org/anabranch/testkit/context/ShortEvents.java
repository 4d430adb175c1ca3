package org.anabranch.testkit.context;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Events of a session: what an agent did, and what changed in the session's state by it. */
final class ShortEvents {

  private static final Schema OPERATION =
      SchemaBuilder.struct()
          .name("context.Operation")
          .field("type", Schema.STRING_SCHEMA)
          .field("path", Schema.STRING_SCHEMA)
          .field("value", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final Schema METADATA =
      SchemaBuilder.struct()
          .name("context.Metadata")
          .field("priority", Schema.STRING_SCHEMA)
          .field("ttl", Schema.INT32_SCHEMA)
          .field("compactionKey", Schema.STRING_SCHEMA)
          .build();
  private static final Schema EVENT =
      SchemaBuilder.struct()
          .name("context.Event")
          .field("eventId", Schema.STRING_SCHEMA)
          .field("timestamp", Schema.STRING_SCHEMA)
          .field("version", Schema.INT64_SCHEMA)
          .field("contextId", Schema.STRING_SCHEMA)
          .field("cloudRegion", Schema.STRING_SCHEMA)
          .field("eventType", Schema.STRING_SCHEMA)
          .field("operations", SchemaBuilder.array(OPERATION).build())
          .field("metadata", METADATA)
          .build();

  private static final List<String> REGIONS =
      List.of("aws-us-east-1", "gcp-europe-west1", "azure-westeurope", "aws-eu-central-1");
  private static final List<String> TYPES = List.of("REPLACE", "ADD", "REMOVE");
  private static final List<String> PATHS =
      List.of(
          "/state/turn",
          "/state/lastActiveAt",
          "/state/summary",
          "/tools/last/name",
          "/tools/last/durationMillis",
          "/tools/last/status",
          "/usage/inputTokens",
          "/usage/outputTokens",
          "/preferences/language",
          "/preferences/tone",
          "/memory/facts/-",
          "/cart/items/0/quantity");
  private static final List<String> NAMES =
      List.of(
          "search_orders",
          "get_weather",
          "book_train",
          "send_email",
          "query_database",
          "summarize");
  private static final List<String> PRIORITIES = List.of("important", "background", "critical");

  private ShortEvents() {}

  static Struct next(Choice choice) {
    String session = "session-" + choice.hex(12);
    List<Struct> operations = new ArrayList<>();
    int count = choice.between(1, 3);
    for (int i = 0; i < count; i++) {
      operations.add(operation(choice));
    }
    return new Struct(EVENT)
        .put("eventId", choice.uuid().toString())
        .put("timestamp", Instant.ofEpochMilli(choice.millis()).toString())
        .put("version", (long) choice.between(1, 400))
        .put("contextId", session)
        .put("cloudRegion", choice.of(REGIONS))
        .put("eventType", choice.chance(0.9) ? "CONTEXT_DELTA" : "CONTEXT_STATE")
        .put("operations", operations)
        .put(
            "metadata",
            new Struct(METADATA)
                .put("priority", choice.mostlyFirst(PRIORITIES))
                .put("ttl", choice.of(List.of(3_600, 86_400, 604_800)))
                .put("compactionKey", session + ":" + operations.get(0).getString("path")));
  }

  private static Struct operation(Choice choice) {
    String path = choice.of(PATHS);
    String type = choice.mostlyFirst(TYPES);
    return new Struct(OPERATION)
        .put("type", type)
        .put("path", path)
        .put("value", type.equals("REMOVE") ? null : value(path, choice));
  }

  private static String value(String path, Choice choice) {
    return switch (path) {
      case "/state/lastActiveAt" -> Instant.ofEpochMilli(choice.millis()).toString();
      case "/state/summary", "/memory/facts/-" -> Sentences.words(choice, choice.between(6, 14));
      case "/tools/last/name" -> choice.of(NAMES);
      case "/tools/last/status" -> choice.mostlyFirst(List.of("ok", "failed", "timed out"));
      case "/preferences/language" -> choice.mostlyFirst(List.of("en", "de", "fr", "pt-BR", "ja"));
      case "/preferences/tone" -> choice.of(List.of("terse", "friendly", "formal"));
      default -> Integer.toString(choice.between(1, 4_000));
    };
  }
}
