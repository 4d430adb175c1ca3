package org.anabranch.records.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The systems outside of the deployment whose events are merged (docs/decisions/026). The same in
 * every connector: what they are travels in the fingerprint of the members.
 *
 * @param lagMaxMs how much older an event may be than the newest before it
 */
public record ExternalOrigins(List<ExternalTable> tables, long lagMaxMs) {

  /** No such system. */
  public static final ExternalOrigins NONE = new ExternalOrigins(List.of(), 0);

  public ExternalOrigins {
    tables = List.copyOf(tables);
  }

  /**
   * Reads what an admin has listed.
   *
   * @param option the option's name, for the message
   * @throws ConfigException where an entry cannot be read, stands twice, or contradicts another
   */
  public static ExternalOrigins parse(String option, Collection<?> entries, long lagMaxMs) {
    List<ExternalTable> tables = new ArrayList<>();
    for (Object entry : entries) {
      ExternalTable table = table(option, String.valueOf(entry));
      for (ExternalTable other : tables) {
        if (other.table().equals(table.table())) {
          check(option, entry, table, other);
        }
      }
      tables.add(table);
    }
    return tables.isEmpty() ? NONE : new ExternalOrigins(tables, lagMaxMs);
  }

  private static ExternalTable table(String option, String entry) {
    try {
      return ExternalTable.parse(entry);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option, entry, e.getMessage());
    }
  }

  private static void check(String option, Object entry, ExternalTable one, ExternalTable other) {
    if (one.origin().equals(other.origin())) {
      throw new ConfigException(option, entry, "The system and the table stand there twice");
    }
    if (!one.key().equals(other.key())) {
      throw new ConfigException(
          option,
          entry,
          "Another entry names other columns as the key of "
              + one.table()
              + ", or in another order");
    }
  }

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** The systems that write events of a table's rows. */
  public Set<Origin> of(TableName table) {
    return tables.stream()
        .filter(each -> each.table().equals(table))
        .map(ExternalTable::origin)
        .collect(Collectors.toSet());
  }

  /**
   * What is listed of a system.
   *
   * @param table null where the system has one table only
   * @return null where nothing is, or where it has several tables and none is named
   */
  public @Nullable ExternalTable find(String origin, @Nullable TableName table) {
    List<ExternalTable> found =
        tables.stream()
            .filter(each -> each.origin().name().equals(origin))
            .filter(each -> table == null || each.table().equals(table))
            .toList();
    return found.size() == 1 ? found.get(0) : null;
  }

  /** What every connector has to agree on, as texts; none where there is no such system. */
  List<String> agreed() {
    if (isEmpty()) {
      return List.of();
    }
    List<String> agreed = new ArrayList<>(tables.stream().map(ExternalTable::toString).toList());
    agreed.add(ContextOptions.EXTERNAL_LAG_MAX_MS + "=" + lagMaxMs);
    return agreed;
  }
}
