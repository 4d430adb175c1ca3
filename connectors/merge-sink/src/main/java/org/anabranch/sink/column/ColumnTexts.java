package org.anabranch.sink.column;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Columns of a row by name, in the words of a store; a text may be null, as NULL is. Immutable. */
public final class ColumnTexts {

  /** No columns. */
  public static final ColumnTexts NONE = new Builder().build();

  /**
   * In what is written, instead of the text of a field that the document is to lose. No store of
   * documents tells a value so.
   */
  public static final String GONE = "\u0000gone";

  private final Map<String, @Nullable String> texts;

  private ColumnTexts(Map<String, @Nullable String> texts) {
    this.texts = texts;
  }

  /** Gathers columns. */
  public static final class Builder {
    private final Map<String, @Nullable String> texts = new TreeMap<>();

    public Builder with(String name, @Nullable String text) {
      texts.put(name, text);
      return this;
    }

    /** The columns so far. */
    public ColumnTexts build() {
      return new ColumnTexts(new TreeMap<>(texts));
    }
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(texts.keySet());
  }

  public boolean has(String name) {
    return texts.containsKey(name);
  }

  /** The column's text; null for NULL, and for a column that it does not have. */
  public @Nullable String text(String name) {
    return texts.get(name);
  }

  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /** These columns, with others in their place where there are such. */
  public ColumnTexts with(ColumnTexts others) {
    Builder all = new Builder();
    all.texts.putAll(texts);
    all.texts.putAll(others.texts);
    return all.build();
  }

  /** Of these columns, those that have such names. */
  public ColumnTexts only(Set<String> names) {
    if (names.isEmpty()) {
      return NONE;
    }
    Builder some = new Builder();
    texts.forEach(
        (name, text) -> {
          if (names.contains(name)) {
            some.with(name, text);
          }
        });
    return some.build();
  }

  /** Whether both have the column and tell it alike. */
  boolean same(ColumnTexts other, String name) {
    return has(name) && other.has(name) && Objects.equals(text(name), other.text(name));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnTexts columns && texts.equals(columns.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  /** The names only: what columns hold is the users'. */
  @Override
  public String toString() {
    return texts.keySet().toString();
  }
}
