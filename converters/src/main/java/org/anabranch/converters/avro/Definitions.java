package org.anabranch.converters.avro;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * The records, enums and fixed types of one Avro schema. A name is defined once in Avro; what
 * Connect calls by one name but looks different in two places gets names of its own.
 */
final class Definitions {

  /** Names that Avro keeps for itself. */
  private static final Set<String> TYPES =
      Set.of(
          "null", "boolean", "int", "long", "float", "double", "bytes", "string", "record", "error",
          "enum", "array", "map", "fixed", "union");

  private final Map<String, Definition> byName = new HashMap<>();

  private record Definition(org.apache.kafka.connect.data.Schema shape, Schema avro) {}

  /**
   * The definition for a shape, optional or not.
   *
   * @param wanted the full name that it takes, if no other shape did
   * @param create makes the type of a full name
   * @param complete fills the new type, in which it may occur itself
   */
  Schema of(
      String wanted,
      org.apache.kafka.connect.data.Schema shape,
      Function<String, Schema> create,
      Consumer<Schema> complete) {
    String name = wanted;
    for (int i = 2; !isFor(name, shape); i++) {
      name = wanted + "_" + i;
    }
    Definition known = byName.get(name);
    if (known != null) {
      return known.avro;
    }
    Schema avro = create.apply(name);
    byName.put(name, new Definition(shape, avro));
    complete.accept(avro);
    return avro;
  }

  /** Confluent's converter takes the names of its own for what they are. */
  private boolean isFor(String name, org.apache.kafka.connect.data.Schema shape) {
    boolean map = shape.type() == org.apache.kafka.connect.data.Schema.Type.MAP;
    if (TYPES.contains(name) || name.equals(Unions.NAME) || (name.equals(Maps.FULL_NAME) && !map)) {
      return false;
    }
    Definition known = byName.get(name);
    return known == null
        ? byName.keySet().stream().noneMatch(other -> isAmbiguous(name, other))
        : SchemaEquality.sameButOptional(known.shape, shape);
  }

  /**
   * Whether the one has no namespace and the other the same name within one, where Avro's JSON does
   * not tell references to them apart.
   */
  private static boolean isAmbiguous(String name, String other) {
    return (other.indexOf('.') < 0 && name.endsWith("." + other))
        || (name.indexOf('.') < 0 && other.endsWith("." + name));
  }
}
