package org.anabranch.store.postgres.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A foreign key, as SQL over its columns.
 *
 * @param child the table that refers
 * @param childSource the same as something to read from
 * @param childColumns by which it refers, each to the parent's at its place
 * @param parent the table that is referred to
 * @param operators by which a parent's column equals a child's
 * @param full whether either all columns are null or none is, as MATCH FULL says
 * @param locking whether the role may lock what is referred to
 */
public record ForeignKey(
    String name,
    SqlName child,
    String childSource,
    List<String> childColumns,
    SqlName parent,
    String parentSource,
    List<String> parentColumns,
    List<String> operators,
    boolean full,
    boolean locking) {

  public boolean refersToItself() {
    return child.equals(parent);
  }

  /**
   * Whether a row refers to something.
   *
   * @param row the name of the row
   */
  public String refers(String row) {
    return String.join(
        full ? " OR " : " AND ",
        childColumns.stream().map(column -> column(row, column) + " IS NOT NULL").toList());
  }

  /** Whether the parent {@code r} is what a row refers to. */
  public String isParent(String row) {
    return isParent(place -> column("r", parentColumns.get(place)), row);
  }

  /**
   * Whether values are what a row refers to.
   *
   * @param values one for each of the parent's columns
   */
  public String isParent(IntFunction<String> values, String row) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < childColumns.size(); i++) {
      parts.add(values.apply(i) + " " + operators.get(i) + " " + column(row, childColumns.get(i)));
    }
    return String.join(" AND ", parts);
  }

  private static String column(String row, String column) {
    return row + "." + SqlName.quote(column);
  }

  /** It and something about it, for people. */
  public String told(String what) {
    return name + " of " + child + ": " + what;
  }

  /** Its name as a text in SQL. */
  public String literal() {
    return "'" + name.replace("'", "''") + "'::text";
  }
}
