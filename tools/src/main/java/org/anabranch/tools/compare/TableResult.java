package org.anabranch.tools.compare;

import java.util.List;
import org.anabranch.tools.database.Column;
import org.anabranch.tools.database.SqlName;

/**
 * What the comparison of a table found.
 *
 * @param compared the columns that were compared
 * @param structure differences of the tables themselves, as sentences
 * @param stopped whether there are more differences than were asked for
 */
public record TableResult(
    SqlName table,
    List<Column> key,
    List<String> compared,
    long rowsLeft,
    long rowsRight,
    List<String> structure,
    List<Difference> differences,
    boolean stopped) {

  public boolean isDifferent() {
    return !structure.isEmpty() || differences.stream().anyMatch(d -> d.flight().isDecided());
  }

  public boolean isUndecided() {
    return differences.stream().anyMatch(d -> !d.flight().isDecided());
  }
}
