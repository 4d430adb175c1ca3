package org.anabranch.testkit.context;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** What an assistant knows of a user, as documents. */
final class Profiles {

  private static final Schema FACT =
      SchemaBuilder.struct()
          .name("context.Fact")
          .field("text", Schema.STRING_SCHEMA)
          .field("source", Schema.STRING_SCHEMA)
          .field("confidence", Schema.FLOAT64_SCHEMA)
          .field("learnedAt", Schema.STRING_SCHEMA)
          .build();
  private static final Schema PROFILE =
      SchemaBuilder.struct()
          .name("context.Profile")
          .field("userId", Schema.STRING_SCHEMA)
          .field("locale", Schema.STRING_SCHEMA)
          .field("timeZone", Schema.STRING_SCHEMA)
          .field("plan", Schema.STRING_SCHEMA)
          .field("credits", Schema.STRING_SCHEMA)
          .field(
              "preferences", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build())
          .field("consents", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.BOOLEAN_SCHEMA).build())
          .field("facts", SchemaBuilder.array(FACT).build())
          .field("updatedAt", Schema.STRING_SCHEMA)
          .build();

  private static final Map<String, List<String>> PREFERENCES = preferences();

  private Profiles() {}

  private static Map<String, List<String>> preferences() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("assistant.tone", List.of("friendly", "terse", "formal", "neutral"));
    all.put("assistant.length", List.of("short", "medium", "long"));
    all.put("assistant.language", List.of("en", "de", "fr", "es", "pt-BR", "ja", "pl"));
    all.put("display.theme", List.of("system", "dark", "light"));
    all.put("display.fontSize", List.of("14", "12", "16", "18"));
    all.put("notifications.email", List.of("weekly", "never", "daily"));
    all.put("notifications.push", List.of("on", "off"));
    all.put("units.temperature", List.of("celsius", "fahrenheit"));
    all.put("units.distance", List.of("kilometres", "miles"));
    all.put("travel.seat", List.of("window", "aisle", "any"));
    all.put("travel.class", List.of("second", "first"));
    all.put("food.diet", List.of("none", "vegetarian", "vegan", "gluten free"));
    all.put("code.language", List.of("java", "python", "go", "typescript", "rust", "sql"));
    all.put("code.comments", List.of("why", "all", "none"));
    return all;
  }

  static Struct next(Choice choice) {
    Map<String, String> preferences = new LinkedHashMap<>();
    PREFERENCES.forEach(
        (name, values) -> {
          if (choice.chance(0.7)) {
            preferences.put(name, choice.mostlyFirst(values));
          }
        });
    Map<String, Boolean> consents = new LinkedHashMap<>();
    for (String purpose : List.of("personalisation", "training", "marketing", "transfer")) {
      consents.put(purpose, choice.chance(0.6));
    }
    List<Struct> facts = new ArrayList<>();
    int count = choice.between(3, 16);
    for (int i = 0; i < count; i++) {
      facts.add(fact(choice));
    }
    return new Struct(PROFILE)
        .put("userId", "user-" + choice.between(1, 200_000))
        .put("locale", choice.mostlyFirst(List.of("en-US", "de-DE", "fr-FR", "pt-BR", "ja-JP")))
        .put(
            "timeZone",
            choice.of(List.of("America/New_York", "Europe/Berlin", "Europe/Paris", "Asia/Tokyo")))
        .put("plan", choice.mostlyFirst(List.of("free", "pro", "team")))
        .put("credits", choice.decimal(500))
        .put("preferences", preferences)
        .put("consents", consents)
        .put("facts", facts)
        .put("updatedAt", Instant.ofEpochMilli(choice.millis()).toString());
  }

  private static Struct fact(Choice choice) {
    return new Struct(FACT)
        .put("text", Sentences.words(choice, choice.between(4, 16)))
        .put("source", choice.mostlyFirst(List.of("conversation", "profile form", "import")))
        .put("confidence", choice.between(50, 100) / 100.0)
        .put("learnedAt", Instant.ofEpochMilli(choice.millis()).toString());
  }
}
