package org.anabranch.converters.avro;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Avro's enums and fixed types, which are texts and bytes in Connect: parameters say which symbols
 * there are, or how many bytes.
 */
final class Enums {

  /** The parameter that has the enum's full name; with a dot and a symbol, the symbol. */
  static final String NAME = Properties.NAMESPACE + ".Enum";

  private static final String DOC = Properties.NAMESPACE + ".enum.doc.";
  private static final String DEFAULT = Properties.NAMESPACE + ".enum.default.";

  private Enums() {}

  /** Whether the parameters make an enum whose names are all Avro's. */
  static boolean isEnum(org.apache.kafka.connect.data.Schema schema) {
    String name = parameter(schema, NAME);
    List<String> symbols = symbols(schema);
    return name != null
        && AvroNames.fullName(name).equals(name)
        && !symbols.isEmpty()
        && symbols.stream().allMatch(each -> AvroNames.simpleName(each).equals(each))
        && symbols.stream().allMatch(each -> each.equals(parameter(schema, NAME + "." + each)));
  }

  private static @Nullable String parameter(
      org.apache.kafka.connect.data.Schema schema, String name) {
    return schema.parameters() == null ? null : schema.parameters().get(name);
  }

  /** What the parameters name, in their order. */
  static List<String> symbols(org.apache.kafka.connect.data.Schema schema) {
    List<String> symbols = new ArrayList<>();
    if (schema.parameters() != null) {
      for (String key : schema.parameters().keySet()) {
        if (key.startsWith(NAME + ".")) {
          symbols.add(key.substring(NAME.length() + 1));
        }
      }
    }
    return symbols;
  }

  /** The parameters for an enum that somebody else defined. */
  static Map<String, String> parameters(Schema avro) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (avro.getDoc() != null) {
      parameters.put(DOC + avro.getName(), avro.getDoc());
    }
    if (avro.getEnumDefault() != null) {
      parameters.put(DEFAULT + avro.getName(), avro.getEnumDefault());
    }
    parameters.put(NAME, avro.getFullName());
    for (String symbol : avro.getEnumSymbols()) {
      parameters.put(NAME + "." + symbol, symbol);
    }
    return parameters;
  }

  /** How many bytes a fixed type has that the schema stands for; -1 if it stands for none. */
  static int fixedSize(org.apache.kafka.connect.data.Schema schema) {
    String size = parameter(schema, Properties.FIXED_SIZE);
    if (size == null || schema.name() == null || !size.matches("[1-9][0-9]{0,8}|0")) {
      return -1;
    }
    return org.apache.kafka.connect.data.Decimal.LOGICAL_NAME.equals(schema.name())
        ? -1
        : Integer.parseInt(size);
  }
}
