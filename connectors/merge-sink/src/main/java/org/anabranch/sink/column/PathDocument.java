package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.anabranch.model.column.JsonTree;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A document in a field that is merged path by path, as the merge {@code json} has it: a nested
 * document is an object, and everything else is a {@link FieldText} that nobody looks into, an
 * array with all that is in it too. So no document is taken for a value because of its names, nor a
 * value for a document.
 *
 * <p>A document that has a field {@code $ref} is a value: it refers to another one, and who wrote
 * half of a reference meant the other half as well. What is nested too deeply is a value too.
 *
 * <p>The order of fields is not merged. Where a text is made of what is merged, fields come in the
 * order that the document had where it lies, and then in that of the change.
 */
final class PathDocument {

  /** Less than {@link JsonText} can read. */
  private static final int DEPTH_MAX = 50;

  private static final String REFERENCE = "$ref";

  private PathDocument() {}

  /** The document that a field's text tells; a leaf where it tells another value. */
  static JsonTree tree(@Nullable String text) {
    BsonValue value = FieldText.value(text);
    return isMerged(value, 0) ? tree(value, 0) : QuotedText.leaf(text);
  }

  private static JsonTree tree(BsonValue value, int depth) {
    if (!isMerged(value, depth)) {
      return QuotedText.leaf(FieldText.of(value));
    }
    SortedMap<String, JsonTree> members = new TreeMap<>();
    value
        .asDocument()
        .forEach((name, member) -> members.put(QuotedText.escaped(name), tree(member, depth + 1)));
    return JsonTree.object(members);
  }

  /** Says the same of two documents that are merged, whatever the order of their fields. */
  private static boolean isMerged(BsonValue value, int depth) {
    return value.isDocument() && depth < DEPTH_MAX && !value.asDocument().containsKey(REFERENCE);
  }

  /**
   * The field's text.
   *
   * @param like texts of the same field whose orders are taken, the first one's first
   */
  static @Nullable String text(JsonTree tree, List<@Nullable String> like) {
    return FieldText.of(value(tree, like.stream().map(FieldText::value).toList()));
  }

  private static BsonValue value(JsonTree tree, List<BsonValue> like) {
    if (tree instanceof JsonTree.Members object) {
      return document(object.members(), like);
    }
    return FieldText.value(QuotedText.text((JsonTree.Leaf) tree));
  }

  private static BsonDocument document(Map<String, JsonTree> members, List<BsonValue> like) {
    List<BsonDocument> ordered =
        like.stream().filter(BsonValue::isDocument).map(BsonValue::asDocument).toList();
    Set<String> names = new LinkedHashSet<>();
    for (BsonDocument one : ordered) {
      one.keySet().stream()
          .map(QuotedText::escaped)
          .filter(members::containsKey)
          .forEach(names::add);
    }
    names.addAll(members.keySet());
    BsonDocument document = new BsonDocument();
    for (String escaped : names) {
      JsonTree member = members.get(escaped);
      if (member != null) {
        String name = QuotedText.plain(escaped);
        document.put(name, value(member, in(ordered, name)));
      }
    }
    return document;
  }

  private static List<BsonValue> in(List<BsonDocument> documents, String name) {
    List<BsonValue> values = new ArrayList<>();
    for (BsonDocument document : documents) {
      BsonValue value = document.get(name);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }
}
