package org.anabranch.records.event;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Pointers of RFC 6901. */
public final class JsonPointer {

  /** To the whole document. */
  public static final String WHOLE = "";

  private static final Pattern STRAY_TILDE = Pattern.compile("~(?![01])");

  private JsonPointer() {}

  /** The pointer to a member of what another one points to. */
  public static String to(String parent, String member) {
    return parent + '/' + member.replace("~", "~0").replace("/", "~1");
  }

  /** The pointer to an element of a list. */
  static String to(String list, int element) {
    return list + '/' + element;
  }

  /**
   * The names on the way.
   *
   * @throws IllegalArgumentException where it is no pointer
   */
  static List<String> names(String pointer) {
    if (pointer.isEmpty()) {
      return List.of();
    }
    if (pointer.charAt(0) != '/' || STRAY_TILDE.matcher(pointer).find()) {
      throw new IllegalArgumentException(
          "is no JSON Pointer (RFC 6901): write an empty text for the row, /column for a column,"
              + " ~1 for a slash in its name and ~0 for a tilde");
    }
    List<String> names = new ArrayList<>();
    for (String name : pointer.substring(1).split("/", -1)) {
      names.add(name.replace("~1", "/").replace("~0", "~"));
    }
    return names;
  }
}
