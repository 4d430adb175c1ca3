package org.anabranch.merge.function;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By which values a law was found broken. */
final class BrokenLawException extends RuntimeException {

  private static final int SHOWN_MAX = 200;

  private final Law law;
  private final String how;
  private final Map<String, String> texts = new LinkedHashMap<>();

  BrokenLawException(Law law, String how, @Nullable Throwable cause) {
    super(law.toString(), cause);
    this.law = law;
    this.how = how;
  }

  /** With what was given or answered. */
  BrokenLawException with(String what, String text) {
    texts.put(what, text);
    return this;
  }

  /** The law and the values, in words. */
  String told(String function) {
    StringBuilder told = new StringBuilder();
    told.append("The merge function \"").append(function).append("\" is not ").append(law);
    told.append(" (").append(law.words()).append("): ").append(how);
    texts.forEach(
        (what, text) -> told.append("\n  ").append(what).append(": ").append(quoted(text)));
    return told.toString();
  }

  /** As in Java's source, so that it can be copied into a test. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars().limit(SHOWN_MAX).forEach(c -> quoted.append(escaped((char) c)));
    quoted.append('"');
    if (text.length() > SHOWN_MAX) {
      quoted.append(" and so on, of ").append(text.length()).append(" characters");
    }
    return quoted.toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> c >= ' ' && c < 127 ? String.valueOf(c) : "\\u%04x".formatted((int) c);
    };
  }
}
