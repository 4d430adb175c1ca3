package org.anabranch.store.postgres.statement;

import java.util.List;
import org.anabranch.sink.store.TableLane;

/** Lanes of tables as parameters: schema, table, lane. */
final class LaneParameters {

  private LaneParameters() {}

  static ArrayParameters of(List<TableLane> lanes) {
    return new ArrayParameters()
        .with("text", lanes, lane -> lane.table().schema())
        .with("text", lanes, lane -> lane.table().table())
        .with("int4", lanes, TableLane::lane);
  }
}
