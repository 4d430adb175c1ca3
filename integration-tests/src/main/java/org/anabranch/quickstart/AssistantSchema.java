package org.anabranch.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The tables of an AI assistant that the quickstart and the tests write. */
public final class AssistantSchema {

  public static final List<String> TABLES =
      List.of("assistant.session", "assistant.message", "assistant.preference");

  private AssistantSchema() {}

  /** The statements that create the tables, empty. */
  public static String tables() {
    return resource("assistant.sql");
  }

  /** The statement that fills them with what a region had before it knew of others. */
  public static String fill(String origin) {
    return resource("fill.sql").formatted(origin);
  }

  /** The statement with what a region does while the link is cut. */
  static String apart(String origin) {
    return resource("apart.sql").formatted(origin);
  }

  private static String resource(String name) {
    try (InputStream in = AssistantSchema.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
