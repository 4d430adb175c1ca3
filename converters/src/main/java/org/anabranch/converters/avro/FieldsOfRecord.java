package org.anabranch.converters.avro;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/** Which field of a struct goes into which of a record, and whether none is left over. */
final class FieldsOfRecord {

  private final org.apache.kafka.connect.data.Schema struct;
  private final Map<String, Field> byAvroName = new HashMap<>();
  private final Set<String> unused = new HashSet<>();

  FieldsOfRecord(org.apache.kafka.connect.data.Schema struct) {
    this.struct = struct;
    List<Field> fields = struct.fields();
    List<String> names = AvroNames.ofFields(fields);
    for (int i = 0; i < names.size(); i++) {
      byAvroName.put(names.get(i), fields.get(i));
      unused.add(fields.get(i).name());
    }
  }

  /** By the original name, the name, an alias, or the name that Avro allows; null if by none. */
  @Nullable Field source(Schema.Field of) {
    String original = Properties.text(of, Properties.FIELD);
    Field field = original == null ? null : struct.field(original);
    if (field == null) {
      field = named(of.name());
    }
    for (String alias : of.aliases()) {
      if (field == null) {
        field = named(alias);
      }
    }
    if (field != null) {
      unused.remove(field.name());
    }
    return field;
  }

  private @Nullable Field named(String name) {
    Field field = struct.field(name);
    return field == null ? byAvroName.get(name) : field;
  }

  /**
   * Says that nothing of the struct is lost.
   *
   * @throws Misfit naming a field that has no place
   */
  void demandAllUsed() {
    if (!unused.isEmpty()) {
      throw new Misfit(
          "the Avro schema has no field "
              + unused.stream().sorted().toList().get(0)
              + " nor an alias of that name; register a schema that has it, or drop the field");
    }
  }
}
