package org.anabranch.store.mongodb.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.records.document.DocumentId;
import org.anabranch.sink.column.ColumnTexts;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * Fields as texts, from which they come back exactly. A string is its own text; all other values
 * are {@code $bson:} and canonical Extended JSON, and so is a string that begins like that, or with
 * a NUL, as what stands for no value does ({@link ColumnTexts#GONE}).
 *
 * <p>The texts of columns are ordered by name. Where a whole document is told whose fields have
 * another order, a text of its own says so, under a name that no field can have.
 */
public final class FieldTexts {

  /** Names the fields of a whole document in their order; names of BSON have no NUL. */
  public static final String ORDER = "\u0000order";

  /** No field's name begins so. */
  private static final String NO_FIELD = "\u0000";

  private static final String MARK = "$bson:";
  private static final String VALUE = "v";
  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private FieldTexts() {}

  /** The fields of a document beside its {@code _id}. */
  public static ColumnTexts of(BsonDocument document) {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    List<String> names = new ArrayList<>();
    document.forEach(
        (name, value) -> {
          if (!name.equals(DocumentId.FIELD)) {
            names.add(name);
            texts.with(name, of(value));
          }
        });
    if (!names.equals(List.copyOf(new TreeSet<>(names)))) {
      texts.with(ORDER, of(array(names)));
    }
    return texts.build();
  }

  /** Some of a row's fields, by name. */
  static ColumnTexts of(Map<String, BsonValue> fields) {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    fields.forEach((name, value) -> texts.with(name, of(value)));
    return texts.build();
  }

  private static @Nullable String of(BsonValue value) {
    if (value.isNull()) {
      return null;
    }
    if (value.isString() && isPlain(value.asString().getValue())) {
      return value.asString().getValue();
    }
    return MARK + new BsonDocument(VALUE, value).toJson(CANONICAL);
  }

  private static boolean isPlain(String text) {
    return !text.startsWith(MARK) && !text.startsWith(NO_FIELD);
  }

  /** The value that a text tells. */
  public static BsonValue value(@Nullable String text) {
    if (text == null) {
      return BsonNull.VALUE;
    }
    return text.startsWith(MARK)
        ? BsonDocument.parse(text.substring(MARK.length())).get(VALUE, BsonNull.VALUE)
        : new BsonString(text);
  }

  /**
   * The names of a document's fields in its order; those whose order is not told come last.
   *
   * @param like a document that has its fields in the order that others take
   */
  static List<String> ordered(ColumnTexts columns, BsonDocument like) {
    Set<String> names = new TreeSet<>(columns.names());
    names.removeIf(name -> name.startsWith(NO_FIELD));
    List<String> ordered = new ArrayList<>();
    if (columns.has(ORDER)) {
      value(columns.text(ORDER)).asArray().forEach(name -> ordered.add(name.asString().getValue()));
    }
    ordered.addAll(like.keySet());
    ordered.addAll(names);
    return ordered.stream().distinct().filter(names::contains).toList();
  }

  private static BsonArray array(Collection<String> names) {
    return new BsonArray(names.stream().map(BsonString::new).toList());
  }
}
