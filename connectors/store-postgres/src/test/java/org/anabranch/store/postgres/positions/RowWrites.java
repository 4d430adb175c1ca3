package org.anabranch.store.postgres.positions;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.store.postgres.RowChange;

/** What a sink is to write of {@code app.t} in a transaction; no row twice. */
record RowWrites(List<RowTarget> deletes, List<RowTarget> upserts, List<RowTarget> restores) {

  static final TableName TABLE = new TableName("app", "t");

  /**
   * Random writes of one to three rows.
   *
   * @param value what the rows get; no two writes have the same
   */
  static RowWrites of(Random random, String value) {
    RowWrites writes = new RowWrites(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int count = 1 + random.nextInt(3);
    random
        .ints(1, LocalWriter.IDS + 1)
        .distinct()
        .limit(count)
        .forEach(
            id -> {
              RowChange row =
                  RowChange.of(TABLE.schema(), TABLE.table())
                      .key("id", id)
                      .column("v", value + "." + id);
              switch (random.nextInt(8)) {
                case 0, 1 -> writes.deletes.add(row.deletes().target());
                case 2 -> writes.restores.add(row.target());
                default -> writes.upserts.add(row.target());
              }
            });
    return writes;
  }

  List<RowTarget> all() {
    return Stream.of(deletes, upserts, restores).flatMap(List::stream).toList();
  }
}
