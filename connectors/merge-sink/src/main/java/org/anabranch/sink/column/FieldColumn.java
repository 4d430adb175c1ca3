package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.column.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a document as one column inside of the sink, which is merged as an object of JSON
 * is: each field goes to who wrote or removed it last, and an insert writes all that there could
 * be. So a field that is missing is told from one that is null, and neither from any text. The
 * order of fields says nothing.
 *
 * @param rules which fields are objects in it themselves
 */
record FieldColumn(FieldRules rules) {

  /** What no field's name has in it; what else begins like that is the store's own. */
  private static final char NO_FIELD = '\0';

  static final String NAME = NO_FIELD + "fields";

  private static boolean isField(String name) {
    return name.isEmpty() || name.charAt(0) != NO_FIELD;
  }

  /** The column of a document's fields; where there are none it is an empty object. */
  ColumnTexts of(ColumnTexts fields) {
    SortedMap<String, JsonTree> members = new TreeMap<>();
    for (String name : fields.names()) {
      String text = fields.text(name);
      if (isField(name) && !ColumnTexts.GONE.equals(text)) {
        members.put(
            QuotedText.escaped(name),
            rules.byPath(name) ? PathDocument.tree(text) : QuotedText.leaf(text));
      }
    }
    return new ColumnTexts.Builder().with(NAME, JsonText.write(JsonTree.object(members))).build();
  }

  /**
   * The fields of the column; those that the document is to lose are {@link ColumnTexts#GONE}.
   *
   * @param written the column as it is written; nothing where it is not
   * @param row the column as the document holds it; nothing where there is none
   * @param like fields in whose order nested documents are told, the first one's first
   */
  ColumnTexts fields(ColumnTexts written, ColumnTexts row, List<ColumnTexts> like) {
    if (!written.has(NAME)) {
      return ColumnTexts.NONE;
    }
    ColumnTexts.Builder fields = new ColumnTexts.Builder();
    members(row).keySet().forEach(name -> fields.with(name, ColumnTexts.GONE));
    members(written).forEach((name, member) -> fields.with(name, text(name, member, like)));
    return written(fields.build());
  }

  /** A document without fields is written as well: something is told of it that is no field. */
  static ColumnTexts written(ColumnTexts empty) {
    return empty.isEmpty() ? new ColumnTexts.Builder().with(NAME, null).build() : empty;
  }

  /** A document that is made anew in the place of one that is there. */
  ColumnTexts replacing(ColumnTexts row, ColumnTexts made) {
    ColumnTexts.Builder fields = new ColumnTexts.Builder();
    row.names().stream()
        .filter(FieldColumn::isField)
        .forEach(name -> fields.with(name, ColumnTexts.GONE));
    for (String name : made.names()) {
      String text = made.text(name);
      fields.with(
          name,
          isField(name) && row.has(name) && rules.byPath(name)
              ? text(name, PathDocument.tree(text), List.of(row, made))
              : text);
    }
    return fields.build();
  }

  private static SortedMap<String, JsonTree> members(ColumnTexts column) {
    SortedMap<String, JsonTree> members = new TreeMap<>();
    String text = column.text(NAME);
    if (text != null && JsonText.read(text) instanceof JsonTree.Members object) {
      object.members().forEach((name, member) -> members.put(QuotedText.plain(name), member));
    }
    return members;
  }

  private static @Nullable String text(String name, JsonTree member, List<ColumnTexts> like) {
    if (member instanceof JsonTree.Leaf leaf) {
      return QuotedText.text(leaf);
    }
    List<@Nullable String> texts = new ArrayList<>();
    like.forEach(fields -> texts.add(fields.text(name)));
    return PathDocument.text(member, texts);
  }
}
