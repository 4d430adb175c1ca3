package org.anabranch.store.mongodb.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.anabranch.records.document.DocumentId;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.FieldText;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Fields as texts, from which they come back exactly ({@link FieldText}).
 *
 * <p>The texts of columns are ordered by name. Where a whole document is told whose fields have
 * another order, a text of its own says so, under a name that no field can have.
 */
public final class FieldTexts {

  /** Names the fields of a whole document in their order; names of BSON have no NUL. */
  public static final String ORDER = "\u0000order";

  /** No field's name begins so. */
  private static final String NO_FIELD = "\u0000";

  private FieldTexts() {}

  /** The fields of a document beside its {@code _id}. */
  public static ColumnTexts of(BsonDocument document) {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    List<String> names = new ArrayList<>();
    document.forEach(
        (name, value) -> {
          if (!name.equals(DocumentId.FIELD)) {
            names.add(name);
            texts.with(name, FieldText.of(value));
          }
        });
    if (!names.equals(List.copyOf(new TreeSet<>(names)))) {
      texts.with(ORDER, FieldText.of(array(names)));
    }
    return texts.build();
  }

  /** Some of a row's fields, by name. */
  static ColumnTexts of(Map<String, BsonValue> fields) {
    ColumnTexts.Builder texts = new ColumnTexts.Builder();
    fields.forEach((name, value) -> texts.with(name, FieldText.of(value)));
    return texts.build();
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
      FieldText.value(columns.text(ORDER))
          .asArray()
          .forEach(name -> ordered.add(name.asString().getValue()));
    }
    ordered.addAll(like.keySet());
    ordered.addAll(names);
    return ordered.stream().distinct().filter(names::contains).toList();
  }

  private static BsonArray array(Collection<String> names) {
    return new BsonArray(names.stream().map(BsonString::new).toList());
  }
}
