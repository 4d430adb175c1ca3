package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.records.view.StructField;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A place in rows of one schema, or of none, that lies on a path or at its end. Immutable. */
final class RowNode {

  private static final Set<Schema.Type> HOLDING = EnumSet.of(Schema.Type.MAP, Schema.Type.ARRAY);

  /** A field of a struct that lies on a path. */
  record Way(Field field, RowNode node) {}

  final @Nullable Schema schema;
  final @Nullable FieldSlot slot;
  final List<Way> ways = new ArrayList<>();
  final Map<String, RowNode> entries = new HashMap<>();
  final @Nullable RowNode anyEntry;
  final @Nullable RowNode element;

  /** The number of a path through here. */
  final int path;

  /** The path from the row, or from the entry of a map whose name only rows know. */
  private final String place;

  private final boolean inEntry;
  private final boolean reached;

  /**
   * Of all that lies behind.
   *
   * @param schema null where rows have none
   * @param slots those that there are; what is found here is added
   */
  RowNode(
      PathTree tree,
      @Nullable Schema schema,
      String place,
      boolean inEntry,
      List<FieldSlot> slots) {
    this.schema = schema;
    this.place = place;
    this.inEntry = inEntry;
    path = tree.first();
    int slotsBefore = slots.size();
    if (tree.end() != PathTree.NO_END) {
      slot = new FieldSlot(slots.size(), tree.end(), place, schema);
      slots.add(slot);
      anyEntry = null;
      element = null;
    } else {
      slot = null;
      Schema.Type type = schema == null ? null : schema.type();
      if (type == Schema.Type.STRUCT) {
        addFields(tree, Objects.requireNonNull(schema), slots);
      }
      boolean map = type == null || type == Schema.Type.MAP;
      boolean list = type == null || type == Schema.Type.ARRAY;
      Schema values = elementsOf(schema);
      if (map) {
        for (String name : tree.names()) {
          RowNode entry = behind(tree.field(name), values, within(new PathStep.Name(name)), slots);
          if (entry != null) {
            entries.put(name, entry);
          }
        }
      }
      PathTree any = tree.any();
      anyEntry = map && any != null ? entered(new RowNode(any, values, "", true, slots)) : null;
      PathStep each = new PathStep.EachElement();
      element = list ? behind(tree.each(), values, within(each), slots) : null;
    }
    reached = slots.size() > slotsBefore;
  }

  private static @Nullable Schema elementsOf(@Nullable Schema schema) {
    return schema != null && HOLDING.contains(schema.type()) ? schema.valueSchema() : null;
  }

  private String within(PathStep step) {
    String text = step.behind(place);
    boolean dot = inEntry && place.isEmpty() && !(step instanceof PathStep.EachElement);
    return dot ? "." + text : text;
  }

  private @Nullable RowNode behind(
      @Nullable PathTree tree, @Nullable Schema schema, String place, List<FieldSlot> slots) {
    return tree == null ? null : entered(new RowNode(tree, schema, place, inEntry, slots));
  }

  private static @Nullable RowNode entered(RowNode node) {
    return node.reached ? node : null;
  }

  private void addFields(PathTree tree, Schema struct, List<FieldSlot> slots) {
    for (Field field : struct.fields()) {
      String within = within(new PathStep.Name(field.name()));
      RowNode node = behind(tree.field(field.name()), field.schema(), within, slots);
      if (node != null) {
        ways.add(new Way(field, node));
      }
    }
  }

  /** All that lie behind it. */
  List<RowNode> children() {
    List<RowNode> all = new ArrayList<>(entries.values());
    ways.forEach(way -> all.add(way.node()));
    Stream.of(anyEntry, element).filter(Objects::nonNull).forEach(all::add);
    return all;
  }

  boolean leadsIntoMaps() {
    return anyEntry != null || !entries.isEmpty();
  }

  private RowNode anEntry() {
    return anyEntry == null ? entries.values().iterator().next() : anyEntry;
  }

  /** Behind the entry of a map; null where no path leads into it. */
  @Nullable RowNode entry(@Nullable Object name) {
    RowNode named = name instanceof String text ? entries.get(text) : null;
    return named == null ? anyEntry : named;
  }

  /**
   * Shows what is at the ends of paths.
   *
   * @param before the path to where {@link #place} begins
   */
  void visit(@Nullable Object value, String before, FieldVisitor visitor) {
    if (slot != null) {
      visitor.field(slot, before.isEmpty() ? place : before.concat(place), value);
    } else if (value instanceof Struct struct && schema != null) {
      for (Way way : ways) {
        way.node().visit(StructField.value(struct, way.field()), before, visitor);
      }
    } else if (value instanceof Map<?, ?> map && leadsIntoMaps()) {
      visitEntries(map, before, visitor);
      if (element != null) {
        visitor.blocked(element.path);
      }
    } else if (value instanceof List<?> list && element != null) {
      for (Object each : list) {
        element.visit(each, before, visitor);
      }
      if (leadsIntoMaps()) {
        visitor.blocked(anEntry().path);
      }
    } else if (value != null) {
      visitor.blocked(path);
    }
  }

  private void visitEntries(Map<?, ?> map, String before, FieldVisitor visitor) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      RowNode node = entry(entry.getKey());
      if (node != null) {
        node.visit(entry.getValue(), before(node, entry.getKey(), before), visitor);
      }
    }
  }

  private String before(RowNode node, @Nullable Object name, String before) {
    return node == anyEntry
        ? new PathStep.Name(String.valueOf(name)).behind(before.concat(place))
        : before;
  }
}
