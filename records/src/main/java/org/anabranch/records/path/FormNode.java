package org.anabranch.records.path;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.anabranch.records.path.RewrittenField.Sibling;
import org.anabranch.records.view.StructField;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A place in rows that lies on a path or at its end, and what it becomes. Immutable. */
final class FormNode {

  /**
   * A field of the struct that is made.
   *
   * @param was the field of the struct of which it is made
   * @param from what makes it; null where it is copied
   */
  private record Made(Field field, Field was, @Nullable FormNode from) {}

  private static final Schema SIBLING = Schema.OPTIONAL_STRING_SCHEMA;

  private final RowNode node;
  private final Map<RowNode, FormNode> within = new HashMap<>();
  private final List<Made> fields = new ArrayList<>();
  private final @Nullable Sibling sibling;

  /** Null where rows have none. */
  final @Nullable Schema made;

  /**
   * Of a node.
   *
   * @param types what the ends of paths become
   * @throws IllegalArgumentException where there is no schema for all that would be in it
   */
  FormNode(RowNode node, List<RewrittenField> rewritten, Function<FieldSlot, Schema> types) {
    this.node = node;
    FieldSlot slot = node.slot;
    sibling = slot == null ? null : rewritten.get(slot.path()).sibling();
    node.children().forEach(child -> within.put(child, new FormNode(child, rewritten, types)));
    Schema schema = node.schema;
    if (schema == null) {
      made = null;
    } else if (slot != null) {
      made = types.apply(slot);
    } else {
      made =
          switch (schema.type()) {
            case STRUCT -> struct(schema);
            case MAP -> map(schema, rewritten);
            default -> {
              SchemaBuilder list = SchemaBuilder.array(schemaOf(node.element));
              yield LikeSchema.of(schema, list).build();
            }
          };
    }
  }

  private Schema schemaOf(@Nullable RowNode child) {
    FormNode form = Objects.requireNonNull(within.get(Objects.requireNonNull(child)));
    return Objects.requireNonNull(form.made);
  }

  private Schema struct(Schema schema) {
    Map<String, FormNode> made = new HashMap<>();
    Map<String, Sibling> siblings = new LinkedHashMap<>();
    for (RowNode.Way way : node.ways) {
      FormNode form = Objects.requireNonNull(within.get(way.node()));
      made.put(way.field().name(), form);
      if (form.sibling != null) {
        siblings.put(form.sibling.name(), form.sibling);
      }
    }
    SchemaBuilder builder = LikeSchema.struct(schema);
    for (Field field : schema.fields()) {
      FormNode form = made.get(field.name());
      Sibling replaced = siblings.get(field.name());
      if (form != null) {
        builder.field(field.name(), Objects.requireNonNull(form.made));
      } else if (replaced == null) {
        builder.field(field.name(), field.schema());
      }
    }
    siblings.values().stream()
        .filter(Sibling::comes)
        .forEach(added -> builder.field(added.name(), SIBLING));
    Schema struct = builder.build();
    for (Field field : struct.fields()) {
      if (!siblings.containsKey(field.name())) {
        Field was = Objects.requireNonNull(schema.field(field.name()));
        fields.add(new Made(field, was, made.get(field.name())));
      }
    }
    return struct;
  }

  /** All entries of a map have one schema. */
  private Schema map(Schema schema, List<RewrittenField> rewritten) {
    Schema values = schema.valueSchema();
    Schema becomes = node.anyEntry == null ? values : schemaOf(node.anyEntry);
    for (RowNode entry : node.entries.values()) {
      Schema one = schemaOf(entry);
      boolean fits = node.anyEntry == null ? fits(one, values) : one.equals(becomes);
      Sibling added = Objects.requireNonNull(within.get(entry)).sibling;
      if (!fits || (added != null && added.comes() && !fits(Schema.STRING_SCHEMA, becomes))) {
        throw new IllegalArgumentException(
            "'%s' leads into one entry of a map, and all entries have one schema. Write * for the"
                    .formatted(rewritten.get(entry.path).path())
                + " entry's name");
      }
    }
    return becomes == values
        ? schema
        : LikeSchema.of(schema, SchemaBuilder.map(schema.keySchema(), becomes)).build();
  }

  private static boolean fits(Schema one, Schema into) {
    return one.type().isPrimitive()
        && one.type() == into.type()
        && Objects.equals(one.name(), into.name())
        && (into.isOptional() || !one.isOptional());
  }

  /** What the value becomes. */
  @Nullable Object of(@Nullable Object value, Replacements replacements) {
    if (node.slot != null) {
      return replacements.next();
    }
    if (value instanceof Struct struct && made != null) {
      return struct(struct, made, replacements);
    }
    if (value instanceof Map<?, ?> map && node.leadsIntoMaps()) {
      return map(map, replacements);
    }
    if (value instanceof List<?> list && node.element != null) {
      FormNode element = Objects.requireNonNull(within.get(node.element));
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      list.forEach(each -> copy.add(element.of(each, replacements)));
      return copy;
    }
    return value;
  }

  private Struct struct(Struct struct, Schema schema, Replacements replacements) {
    Struct copy = new Struct(schema);
    for (Made each : fields) {
      Field field = each.field();
      Object value = StructField.value(struct, each.was());
      FormNode from = each.from();
      Object becomes = from == null ? value : from.of(value, replacements);
      // A required field may be unset while the struct is made, or stand for its default.
      if (becomes != null) {
        copy.put(field, becomes);
      }
      if (from != null && from.sibling != null && from.sibling.comes()) {
        Field present = struct.schema().field(from.sibling.name());
        copy.put(
            from.sibling.name(),
            replacements.sibling(present == null ? null : StructField.value(struct, present)));
      }
    }
    return copy;
  }

  private Map<?, ?> map(Map<?, ?> map, Replacements replacements) {
    Map<Object, @Nullable Object> copy = new LinkedHashMap<>(map);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      RowNode child = node.entry(entry.getKey());
      if (child != null) {
        FormNode form = Objects.requireNonNull(within.get(child));
        copy.put(entry.getKey(), form.of(entry.getValue(), replacements));
        if (form.sibling != null) {
          put(copy, form.sibling, replacements);
        }
      }
    }
    return copy;
  }

  private static void put(
      Map<Object, @Nullable Object> copy, Sibling sibling, Replacements replacements) {
    if (sibling.comes()) {
      copy.put(sibling.name(), replacements.sibling(copy.get(sibling.name())));
    } else {
      copy.remove(sibling.name());
    }
  }
}
