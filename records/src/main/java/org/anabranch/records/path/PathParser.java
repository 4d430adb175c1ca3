package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.List;

/** Reads the text of a {@link FieldPath}, one character after the other. */
final class PathParser {

  private static final String EACH = "[*]";

  /** What a name has only within quotes. */
  static final String ENDS_NAME = ".[]*'\"";

  private final String text;
  private final List<PathStep> steps = new ArrayList<>();
  private int at;

  PathParser(String text) {
    this.text = text;
  }

  List<PathStep> parse() {
    field();
    while (at < text.length()) {
      if (text.startsWith(EACH, at)) {
        at += EACH.length();
        steps.add(new PathStep.EachElement());
      } else if (text.charAt(at) == '.') {
        at++;
        field();
      } else {
        throw wrong("'.' or '[*]' is expected");
      }
    }
    return steps;
  }

  private void field() {
    char first = at < text.length() ? text.charAt(at) : '.';
    if (first == '*') {
      at++;
      steps.add(new PathStep.AnyField());
    } else if (first == '\'' || first == '"') {
      steps.add(new PathStep.Name(quoted(first)));
    } else {
      steps.add(new PathStep.Name(plain()));
    }
  }

  private String plain() {
    int start = at;
    while (at < text.length() && ENDS_NAME.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == start) {
      throw wrong("a field's name is expected");
    }
    return text.substring(start, at);
  }

  /** A quote within the name is written twice. */
  private String quoted(char quote) {
    StringBuilder name = new StringBuilder();
    for (at++; at < text.length(); at++) {
      if (text.charAt(at) != quote) {
        name.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
        name.append(quote);
        at++;
      } else {
        at++;
        return name.toString();
      }
    }
    throw wrong("the quote is not closed");
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "The field path '" + text + "' is wrong at character " + (at + 1) + ": " + what);
  }
}
