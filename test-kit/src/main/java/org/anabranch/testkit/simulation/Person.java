package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.testkit.simulation.Slot.Tuple;

/**
 * Settles what is open by an ordinary write of each row, in any region that shows all it has
 * merged, while nothing else is going on.
 */
final class Person {

  private final World world;
  private final Choices choices;

  Person(World world, Choices choices) {
    this.world = world;
    this.choices = choices;
  }

  /** Writes every row of tables that keep local versions. */
  void settle(List<Region> regions) {
    for (RowKey key : world.keys()) {
      List<Region> showing = new ArrayList<>(regions);
      showing.removeIf(region -> hides(region, key));
      if (world.keepsLocal(key.table()) && !showing.isEmpty()) {
        write(choices.pick(showing), key);
      }
    }
  }

  private static boolean hides(Region region, RowKey key) {
    var version = region.database().versions().at(key.versionKey()).committed();
    return version != null && version.value().hidden();
  }

  private void write(Region region, RowKey key) {
    SimulatedTransaction transaction = region.database().begin(region + " person");
    RowAccess<String> row = new RowAccess<>(transaction, region.database().rows().at(key));
    row.snapshot();
    if (!row.lockPlace()) {
      throw new Divergence("At rest nobody holds a row", key + " in " + region);
    }
    Tuple<String> found = row.current();
    String before = found == null ? null : found.value();
    RowValues values = world.values(region);
    String value = before == null ? values.fresh(key) : values.changed(key, before);
    row.write(value);
    transaction.log(key, before, value, region.database().newPosition(), before != null);
    LogTransaction logged = transaction.logCommit(world.nowMillis() + region.clockSkewMillis());
    world.oracle().committed(region.origin(), logged);
    transaction.becomeVisible();
    world.schedule().note(region, () -> "a person writes " + key + "=" + value);
  }
}
