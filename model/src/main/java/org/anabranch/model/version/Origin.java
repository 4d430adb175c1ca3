package org.anabranch.model.version;

import java.util.regex.Pattern;

/**
 * One captured database, by its configured name such as {@code aws-us-east-1}.
 *
 * <p>A name is never reused: after a restore or a fail-over that lost commits the new incarnation
 * gets a new one. Origins order by name; the names are ASCII, so every platform and every database
 * collation "C" agrees on that order.
 */
public record Origin(String name) implements Comparable<Origin> {

  /** What a name may look like; also safe in a Kafka topic name. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  public Origin {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "An origin is 1 to 64 letters, digits, '-' or '_' and starts with a letter or digit");
    }
  }

  @Override
  public int compareTo(Origin other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
