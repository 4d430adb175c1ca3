package org.anabranch.converters.avro;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.connect.data.Field;

/**
 * Names that Avro's Java library allows: letters of any language, digits and underscores, no digit
 * at the beginning. Others become such, and their original lies beside them in a property.
 */
final class AvroNames {

  private AvroNames() {}

  /** Each part between dots by itself. */
  static String fullName(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("\\.", -1)) {
      parts.add(simpleName(part));
    }
    return String.join(".", parts);
  }

  static String simpleName(String name) {
    StringBuilder scrubbed = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_' || Character.isLetterOrDigit(c)) {
        scrubbed.append(c);
      } else {
        scrubbed.append(c < 0x80 ? "_" : String.format(Locale.ROOT, "_%04X", (int) c));
      }
    }
    boolean begins =
        !scrubbed.isEmpty()
            && (scrubbed.charAt(0) == '_' || Character.isLetter(scrubbed.charAt(0)));
    return begins ? scrubbed.toString() : "x" + scrubbed;
  }

  /**
   * One name for each field, in their order. Names that are Avro's stay; the others take what is
   * left.
   */
  static List<String> ofFields(List<Field> fields) {
    Set<String> taken = new HashSet<>();
    for (Field field : fields) {
      if (simpleName(field.name()).equals(field.name())) {
        taken.add(field.name());
      }
    }
    List<String> names = new ArrayList<>(fields.size());
    for (Field field : fields) {
      String name = simpleName(field.name());
      if (!name.equals(field.name())) {
        name = free(name, taken);
        taken.add(name);
      }
      names.add(name);
    }
    return names;
  }

  private static String free(String name, Set<String> taken) {
    String candidate = name;
    for (int i = 2; taken.contains(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }
}
