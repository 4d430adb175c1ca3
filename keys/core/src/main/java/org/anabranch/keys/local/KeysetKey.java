package org.anabranch.keys.local;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key-encryption key in a file: its name, its kind, and the bytes that the kind asks for, such as
 * {@code key}, or {@code private} and {@code public}.
 */
public final class KeysetKey {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String name;
  private final String kind;
  private final Map<String, byte[]> parts;

  /**
   * Takes the bytes over.
   *
   * @throws IllegalArgumentException where the name is none
   */
  public KeysetKey(String name, String kind, Map<String, byte[]> parts) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a key's name has 1 to 64 letters, digits, '.', '_' and '-'");
    }
    this.name = name;
    this.kind = kind;
    this.parts = new TreeMap<>(parts);
  }

  public String name() {
    return name;
  }

  /** Such as {@link AesKek#KIND}. */
  public String kind() {
    return kind;
  }

  /** The bytes of this member, not copied; null where it has none. */
  public byte @Nullable [] part(String member) {
    return parts.get(member);
  }

  Map<String, byte[]> parts() {
    return parts;
  }

  /** Its kind and name. */
  @Override
  public String toString() {
    return kind + " key " + name;
  }
}
