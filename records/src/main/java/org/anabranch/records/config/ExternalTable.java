package org.anabranch.records.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;

/**
 * A table of whose rows a system outside of the deployment writes events.
 *
 * @param origin the system, by the name in its events' {@code cloudRegion}
 * @param key the columns of the table's key, in the order in which captures have them
 */
public record ExternalTable(Origin origin, TableName table, List<String> key) {

  private static final Pattern FORM =
      Pattern.compile("([^:]+):([^.()\\s]+)\\.([^.()\\s]+)\\(([^()]+)\\)");

  public ExternalTable {
    key = List.copyOf(key);
  }

  /**
   * Reads {@code system:schema.table(key columns)}.
   *
   * @throws IllegalArgumentException where it is written otherwise
   */
  static ExternalTable parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches() || parts.group(4).isBlank()) {
      throw new IllegalArgumentException(
          "Write <system>:<schema>.<table>(<key columns, separated by spaces>), for example"
              + " crm:public.session(id)");
    }
    return new ExternalTable(
        new Origin(parts.group(1)),
        new TableName(parts.group(2), parts.group(3)),
        List.of(parts.group(4).strip().split("\\s+")));
  }

  /** As it is written in the option. */
  @Override
  public String toString() {
    return origin + ":" + table + "(" + String.join(" ", key) + ")";
  }
}
