package org.anabranch.sink.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.TableName;

/**
 * Which tables refer to which, by foreign keys that are checked (docs/decisions/021).
 *
 * @param parents of each table that has such foreign keys, the tables that it refers to
 */
public record References(Map<TableName, Set<TableName>> parents) {

  public static final References NONE = new References(Map.of());

  public References {
    parents = Map.copyOf(parents);
  }

  /** Whether rows of the table refer to others. */
  public boolean refers(TableName table) {
    return parents.containsKey(table);
  }

  /** Whether others refer to rows of the table. */
  public boolean isReferredTo(TableName table) {
    return parents.values().stream().anyMatch(of -> of.contains(table));
  }

  /** The tables whose rows refer to rows of any of these. */
  public Set<TableName> childrenOf(Collection<TableName> tables) {
    Set<TableName> children = new HashSet<>();
    parents.forEach(
        (child, of) -> {
          if (of.stream().anyMatch(tables::contains)) {
            children.add(child);
          }
        });
    return children;
  }
}
