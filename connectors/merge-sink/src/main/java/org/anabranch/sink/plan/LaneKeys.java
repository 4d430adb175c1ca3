package org.anabranch.sink.plan;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.anabranch.model.change.Lane;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Statement.KeysOfLane;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;

/** Finds rows whose keys are known by their hashes alone, by reading all keys of their lanes. */
record LaneKeys(KeyHasher hasher) {

  /**
   * Goes on with the columns of those of the keys that have a row.
   *
   * @param wanted with each key's lane
   */
  Step find(Map<VersionKey, Lane> wanted, Function<Map<VersionKey, RecordView>, Step> then) {
    Map<TableLane, Lane> lanes = new TreeMap<>();
    wanted.forEach((key, lane) -> lanes.put(key.tableLane(), lane));
    return next(List.copyOf(lanes.entrySet()).iterator(), wanted, new HashMap<>(), then);
  }

  private Step next(
      Iterator<Map.Entry<TableLane, Lane>> lanes,
      Map<VersionKey, Lane> wanted,
      Map<VersionKey, RecordView> found,
      Function<Map<VersionKey, RecordView>, Step> then) {
    if (!lanes.hasNext()) {
      return then.apply(found);
    }
    Map.Entry<TableLane, Lane> lane = lanes.next();
    TableLane of = lane.getKey();
    return new Ask<>(
        new KeysOfLane(of.table(), lane.getValue()),
        keys -> {
          for (RecordView key : keys) {
            VersionKey named =
                new VersionKey(of.table(), of.lane(), hasher.hash(CanonicalKey.of(key)));
            if (wanted.containsKey(named)) {
              found.put(named, key);
            }
          }
          return next(lanes, wanted, found, then);
        });
  }
}
