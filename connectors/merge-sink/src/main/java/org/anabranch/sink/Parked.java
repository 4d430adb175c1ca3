package org.anabranch.sink;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.VersionKey;

/**
 * What earlier attempts at a batch have found to be parked.
 *
 * @param rows rows of the batch, with the constraint that each violates
 * @param children rows that refer to rows that the batch deletes
 * @param atOnce whether what is in the way may go without anything else; what a row refers to is on
 *     its way at best
 */
record Parked(Map<VersionKey, String> rows, Set<Child> children, boolean atOnce) {

  static final Parked NONE = new Parked(Map.of(), Set.of(), false);

  /** The only row of a batch as well. */
  Parked with(VersionKey key, String constraint) {
    Map<VersionKey, String> more = new HashMap<>(rows);
    more.put(key, constraint);
    return new Parked(more, children, true);
  }

  /** What another attempt has found as well. */
  Parked with(Step.Orphaned found) {
    Map<VersionKey, String> moreRows = new HashMap<>(rows);
    moreRows.putAll(found.orphans());
    Set<Child> moreChildren = new LinkedHashSet<>(children);
    moreChildren.addAll(found.children());
    return new Parked(moreRows, moreChildren, atOnce);
  }

  Set<TableName> tables() {
    Set<TableName> tables = new HashSet<>();
    rows.keySet().forEach(key -> tables.add(key.table()));
    children.forEach(child -> tables.add(child.table()));
    return tables;
  }

  int count() {
    return rows.size() + children.size();
  }
}
