package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.References;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.FindChildren;
import org.anabranch.sink.store.Statement.FindOrphans;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.VersionKey;

/**
 * Looks, when a transaction has written its rows, whether all that is referred to is there: one
 * statement for each table of which rows were written that refer to others, and one for each of
 * which rows were deleted that others refer to. Other tables cost nothing. A row and what it refers
 * to may be written in any order within a transaction.
 */
record ReferenceCheck(References references) {

  /** So many of each foreign key are found at a time. */
  private static final int CHILDREN_MAX = 100_000;

  /**
   * Goes on where nothing is missing; ends with {@link Step.Orphaned} where something is.
   *
   * @param deleted rows that are gone now, by table
   * @param written rows that were written, by table
   */
  Step then(
      Map<TableName, List<RowTarget>> deleted,
      Map<TableName, List<RowTarget>> written,
      Supplier<Step> next) {
    Map<TableName, List<RowTarget>> referring = only(written, references::refers);
    Map<TableName, List<RowTarget>> referredTo = only(deleted, references::isReferredTo);
    Map<VersionKey, String> orphans = new TreeMap<>();
    List<Child> children = new ArrayList<>();
    return findOrphans(
        referring.entrySet().iterator(),
        orphans,
        () ->
            findChildren(
                referredTo.entrySet().iterator(),
                children,
                () ->
                    orphans.isEmpty() && children.isEmpty()
                        ? next.get()
                        : new Step.Orphaned(orphans, children)));
  }

  private static Map<TableName, List<RowTarget>> only(
      Map<TableName, List<RowTarget>> rows, Predicate<TableName> wanted) {
    Set<TableName> tables = rows.keySet().stream().filter(wanted).collect(Collectors.toSet());
    Map<TableName, List<RowTarget>> only = new TreeMap<>(rows);
    only.keySet().retainAll(tables);
    return only;
  }

  private static Step findOrphans(
      Iterator<Map.Entry<TableName, List<RowTarget>>> tables,
      Map<VersionKey, String> orphans,
      Supplier<Step> next) {
    if (!tables.hasNext()) {
      return next.get();
    }
    Map.Entry<TableName, List<RowTarget>> table = tables.next();
    return new Ask<>(
        new FindOrphans(table.getKey(), table.getValue()),
        found -> {
          orphans.putAll(found);
          return findOrphans(tables, orphans, next);
        });
  }

  private static Step findChildren(
      Iterator<Map.Entry<TableName, List<RowTarget>>> tables,
      List<Child> children,
      Supplier<Step> next) {
    if (!tables.hasNext()) {
      return next.get();
    }
    Map.Entry<TableName, List<RowTarget>> table = tables.next();
    return new Ask<>(
        new FindChildren(table.getKey(), table.getValue(), CHILDREN_MAX),
        found -> {
          children.addAll(found);
          return findChildren(tables, children, next);
        });
  }
}
