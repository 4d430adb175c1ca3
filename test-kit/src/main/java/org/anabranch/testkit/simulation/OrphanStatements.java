package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.anabranch.sink.store.Statement.Child;
import org.anabranch.sink.store.Statement.FindChildren;
import org.anabranch.sink.store.Statement.FindOrphans;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.VersionKey;

/** The statements about rows that refer to others. */
final class OrphanStatements {

  static final String FOREIGN_KEY = "parent";

  private final SimulatedTransaction transaction;
  private final World world;

  OrphanStatements(SimulatedTransaction transaction, World world) {
    this.transaction = transaction;
    this.world = world;
  }

  Execution<Map<VersionKey, String>> orphans(FindOrphans find) {
    Map<VersionKey, String> orphans = new HashMap<>();
    List<BooleanSupplier> pieces = new ArrayList<>();
    for (RowTarget target : find.rows()) {
      pieces.add(() -> looked(target, orphans));
    }
    return new Execution<>(() -> {}, pieces, () -> orphans);
  }

  private boolean looked(RowTarget target, Map<VersionKey, String> orphans) {
    RowKey key = world.key(target.key());
    Slot.Tuple<String> row = transaction.database().rows().at(key).visibleTo(transaction);
    RowKey parent = row == null ? null : ParentColumn.of(key, row.value(), world);
    if (parent != null && world.variant().breaks(Omitted.PARENTS_ARE_NOT_LOCKED)) {
      boolean there = transaction.database().rows().at(parent).visibleTo(transaction) != null;
      return there || orphans.put(target.key(), FOREIGN_KEY) == null;
    }
    return switch (ParentColumn.lock(transaction, parent)) {
      case THERE -> true;
      case WAITS -> false;
      case MISSING -> orphans.put(target.key(), FOREIGN_KEY) == null;
    };
  }

  Execution<List<Child>> children(FindChildren find) {
    List<Child> children = new ArrayList<>();
    return new Execution<>(
        () -> {
          if (!world.variant().breaks(Omitted.CHILDREN_STAY)) {
            find.deleted().forEach(target -> find(world.key(target.key()), children));
          }
        },
        List.of(),
        () -> children);
  }

  private void find(RowKey parent, List<Child> children) {
    if (transaction.database().rows().at(parent).visibleTo(transaction) == null) {
      ParentColumn.children(transaction, parent, world)
          .forEach(key -> children.add(new Child(key.table(), key.view(), FOREIGN_KEY)));
    }
  }
}
