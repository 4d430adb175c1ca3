package org.anabranch.transforms.encrypt;

import org.anabranch.records.path.FieldPath;
import org.anabranch.transforms.cipher.Mode;
import org.jspecify.annotations.Nullable;

/**
 * A path in rows, and how the fields are encrypted to which it leads.
 *
 * @param index the name of the sibling by which equal values are found; null where there is none
 * @param optional whether rows may have no such field
 */
public record EncryptedField(FieldPath path, Mode mode, @Nullable String index, boolean optional) {

  private static final char COLON = ':';

  /** A field without an index, which rows may lack. */
  public static EncryptedField optional(FieldPath path, Mode mode) {
    return new EncryptedField(path, mode, null, true);
  }

  /**
   * Reads {@code <path>[:<mode>]}.
   *
   * @throws IllegalArgumentException where it is something else; says why
   */
  static EncryptedField parse(String entry) {
    int colon = colon(entry);
    Mode mode = colon < 0 ? Mode.AUTHENTICATED : Mode.parse(entry.substring(colon + 1).strip());
    return new EncryptedField(
        path(colon < 0 ? entry : entry.substring(0, colon)), mode, null, false);
  }

  /**
   * Reads a path in rows. That of an image of a Debezium envelope is that of the row.
   *
   * @throws IllegalArgumentException where it is none; says why
   */
  static FieldPath path(String text) {
    String path = text.strip();
    for (String image : new String[] {"before.", "after."}) {
      if (path.startsWith(image)) {
        return FieldPath.parse(path.substring(image.length()));
      }
    }
    return FieldPath.parse(path);
  }

  /** Where a path ends and something else begins; -1 where nothing does. */
  static int colon(String entry) {
    int colon = entry.lastIndexOf(COLON);
    boolean quoted = entry.indexOf('\'', colon) >= 0 || entry.indexOf('"', colon) >= 0;
    return colon >= 0 && quoted ? -1 : colon;
  }

  EncryptedField with(String sibling) {
    return new EncryptedField(path, mode, sibling, optional);
  }

  EncryptedField asOptional() {
    return new EncryptedField(path, mode, index, true);
  }
}
