package org.anabranch.capture;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What the sink of a database has applied to it, by its watermarks: (origin, table, lane) → stamp.
 * Immutable; only moves forward.
 *
 * <p>Its text goes into source offsets: {@code 1|schema/table lane:origin=stamp,… lane:…|…}, names
 * URL-encoded, stamps in hexadecimal. The text of a table that did not move is not made again, so a
 * database with many tables pays for those that change.
 */
public final class Applied {

  public static final Applied NONE = new Applied(Collections.emptyNavigableMap());
  private static final String VERSION = "1";

  private final NavigableMap<TableName, AppliedLanes> tables;
  private @Nullable String text;

  private Applied(NavigableMap<TableName, AppliedLanes> tables) {
    this.tables = tables;
  }

  /** Per origin the highest stamp of this table and lane that was applied. */
  public VersionVector of(TableName table, int lane) {
    return tables.getOrDefault(table, AppliedLanes.NONE).of(lane);
  }

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** This with at least {@code stamp} applied; this very object where it is already. */
  public Applied with(Origin origin, TableName table, int lane, Stamp stamp) {
    AppliedLanes before = tables.getOrDefault(table, AppliedLanes.NONE);
    AppliedLanes after = before.with(origin, lane, stamp);
    return after.equals(before) ? this : with(table, after);
  }

  /** This with all that another has applied. */
  public Applied with(Applied other) {
    Applied merged = this;
    for (Map.Entry<TableName, AppliedLanes> table : other.tables.entrySet()) {
      AppliedLanes before = merged.tables.getOrDefault(table.getKey(), AppliedLanes.NONE);
      AppliedLanes after = before.with(table.getValue());
      merged = after.equals(before) ? merged : merged.with(table.getKey(), after);
    }
    return merged;
  }

  private Applied with(TableName table, AppliedLanes lanes) {
    NavigableMap<TableName, AppliedLanes> moved = new TreeMap<>(tables);
    moved.put(table, lanes);
    return new Applied(moved);
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    String made = text;
    if (made == null) {
      StringBuilder out = new StringBuilder(VERSION);
      tables.forEach(
          (table, lanes) ->
              out.append('|')
                  .append(encode(table.schema()))
                  .append('/')
                  .append(encode(table.table()))
                  .append(' ')
                  .append(lanes.text()));
      made = out.toString();
      text = made;
    }
    return made;
  }

  /**
   * Reads what {@link #text()} wrote.
   *
   * @throws IllegalArgumentException where this version of the plugin cannot read it
   */
  public static Applied parse(String text) {
    List<String> parts = List.of(text.split("\\|", -1));
    if (!parts.get(0).equals(VERSION)) {
      throw new IllegalArgumentException(
          "The watermarks in the source offset have another format than "
              + VERSION
              + ": a newer plugin wrote them. Use that plugin, or a newer one");
    }
    Applied read = NONE;
    for (int i = 1; i < parts.size(); i++) {
      try {
        read = read.withParsed(parts.get(i));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "The watermarks in the source offset are damaged at table " + i, e);
      }
    }
    return read;
  }

  private Applied withParsed(String part) {
    int slash = part.indexOf('/');
    int space = part.indexOf(' ');
    TableName table =
        new TableName(decode(part.substring(0, slash)), decode(part.substring(slash + 1, space)));
    return with(table, AppliedLanes.parse(part.substring(space + 1)));
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String decode(String name) {
    return URLDecoder.decode(name, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Applied that && tables.equals(that.tables);
  }

  @Override
  public int hashCode() {
    return tables.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
