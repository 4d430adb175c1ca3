package org.anabranch.sink.column;

import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.column.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a document as one column inside of the sink, which is merged as an object of JSON
 * is: each field goes to who wrote or removed it last, and an insert writes all that there could
 * be. So a field that is missing is told from one that is null, and neither from any text. The
 * order of fields says nothing.
 */
final class FieldColumn {

  /** What no field's name has in it; what else begins like that is the store's own. */
  private static final char NO_FIELD = '\0';

  static final String NAME = NO_FIELD + "fields";

  private static final String NULL = "null";

  private FieldColumn() {}

  private static boolean isField(String name) {
    return name.isEmpty() || name.charAt(0) != NO_FIELD;
  }

  /** The column of a document's fields; where there are none it is an empty object. */
  static ColumnTexts of(ColumnTexts fields) {
    SortedMap<String, JsonTree> members = new TreeMap<>();
    for (String name : fields.names()) {
      String text = fields.text(name);
      if (isField(name) && !ColumnTexts.GONE.equals(text)) {
        members.put(escaped(name), new JsonTree.Leaf(text == null ? NULL : quoted(text)));
      }
    }
    return new ColumnTexts.Builder().with(NAME, JsonText.write(JsonTree.object(members))).build();
  }

  /**
   * The fields of the column; those that the document is to lose are {@link ColumnTexts#GONE}.
   *
   * @param written the column as it is written; nothing where it is not
   * @param row the column as the document holds it; nothing where there is none
   */
  static ColumnTexts fields(ColumnTexts written, ColumnTexts row) {
    if (!written.has(NAME)) {
      return ColumnTexts.NONE;
    }
    ColumnTexts.Builder fields = new ColumnTexts.Builder();
    members(row.text(NAME)).keySet().forEach(name -> fields.with(name, ColumnTexts.GONE));
    members(written.text(NAME)).forEach(fields::with);
    return written(fields.build());
  }

  /** A document without fields is written as well: something is told of it that is no field. */
  static ColumnTexts written(ColumnTexts empty) {
    return empty.isEmpty() ? new ColumnTexts.Builder().with(NAME, null).build() : empty;
  }

  /** A document that is made anew in the place of one that is there. */
  static ColumnTexts replacing(ColumnTexts row, ColumnTexts made) {
    ColumnTexts.Builder fields = new ColumnTexts.Builder();
    row.names().stream()
        .filter(FieldColumn::isField)
        .forEach(name -> fields.with(name, ColumnTexts.GONE));
    return fields.build().with(made);
  }

  private static SortedMap<String, @Nullable String> members(@Nullable String text) {
    SortedMap<String, @Nullable String> members = new TreeMap<>();
    if (text != null && JsonText.read(text) instanceof JsonTree.Members object) {
      object
          .members()
          .forEach(
              (name, member) -> {
                if (member instanceof JsonTree.Leaf leaf) {
                  members.put(unescaped(name), value(leaf.text()));
                }
              });
    }
    return members;
  }

  private static @Nullable String value(String leaf) {
    return leaf.equals(NULL) ? null : unescaped(leaf.substring(1, leaf.length() - 1));
  }

  private static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      at += text.charAt(at) == '\\' ? 1 : 0;
      plain.append(text.charAt(at));
    }
    return plain.toString();
  }
}
