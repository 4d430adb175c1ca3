package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Slot.Tuple;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/**
 * Another system: it has no database that anybody captures, and writes events of rows into a log of
 * its own, which all regions read. Its events come late, twice, ahead of all clocks, with equal
 * stamps, and in any order.
 */
final class ExternalSystem implements Actor {

  /** What won, by its name alone. */
  private record Written(ChangeId id, @Nullable String value) {}

  /** How far events are behind the time; a negative one is ahead. */
  private static final List<Integer> BEHIND_MILLIS = List.of(0, 0, 1, 10, 18, 25, 60, -10);

  /** One that has to wait (C9); until then all others are late. */
  private static final int AHEAD_MILLIS = 100;

  private final World world;
  private int values;

  ExternalSystem(World world) {
    this.world = world;
  }

  @Override
  public boolean act(Choices choices) {
    List<Message> log = log();
    if (!log.isEmpty() && choices.oneIn(8)) {
      Message again = choices.pick(log);
      send(again, "sends again ");
      return true;
    }
    RowKey key =
        choices.pick(world.keys().stream().filter(each -> world.external(each.table())).toList());
    long millis =
        choices.oneIn(64)
            ? world.nowMillis() + World.DRIFT_MAX_MILLIS + AHEAD_MILLIS
            : world.nowMillis() - choices.pick(BEHIND_MILLIS);
    String value = choices.oneIn(3) ? null : "x" + ++values;
    world.oracle().writtenElsewhere(value);
    world.statistics().count(Count.EVENTS);
    send(
        new Message(event(key, Stamp.atMillis(millis), value), null, key, null, value, List.of()),
        "sends ");
    return true;
  }

  private Change event(RowKey key, Stamp stamp, @Nullable String value) {
    ChangeId id = new ChangeId(World.SYSTEM, stamp);
    return new Change(
        ChangeKind.CHANGE,
        id,
        stamp,
        0,
        key.table(),
        value == null ? Operation.DELETE : Operation.UPDATE,
        key.hash(),
        key.lane(),
        VersionVector.EMPTY,
        VersionVector.EMPTY.with(id),
        log().size(),
        stamp.millis() * 1000,
        ColumnMarks.NONE);
  }

  private void send(Message message, String verb) {
    log().add(message);
    world
        .schedule()
        .note(
            "x",
            () -> verb + message.key() + "=" + message.value() + " as " + message.change().id());
  }

  private List<Message> log() {
    WatermarkKey log = world.eventLog();
    return log == null ? List.of() : world.stream(log);
  }

  /**
   * Holds the rows of a region, once nothing is in flight, against what all have written: the last
   * of all changes and of all events that did not come too late.
   */
  void check(Region region) {
    if (!world.variant().external()) {
      return;
    }
    List<Message> accepted = accepted();
    for (RowKey key : world.keys()) {
      Written last = last(key, accepted);
      if (last != null && world.external(key.table()) && !world.oracle().gaps().contains(key)) {
        Tuple<String> row = region.database().rows().at(key).committed();
        String shown = row == null ? null : row.value();
        if (!Objects.equals(shown, last.value())) {
          throw new Divergence(
              "The row is the last that anybody wrote",
              region + " shows " + key + "=" + shown + ", the last is " + last);
        }
      }
    }
  }

  private @Nullable Written last(RowKey key, List<Message> accepted) {
    Stream<Written> changes =
        world.oracle().changes().stream()
            .filter(change -> change.stamped() != null && !change.firstSnapshot())
            .filter(change -> change.key().equals(key))
            .map(change -> new Written(change.id(), change.value()));
    Map<ChangeId, Written> events = new HashMap<>();
    accepted.stream()
        .filter(event -> key.equals(event.key()))
        .forEach(
            event ->
                events.putIfAbsent(
                    event.change().id(), new Written(event.change().id(), event.value())));
    return Stream.concat(changes, events.values().stream())
        .max(Comparator.comparing(Written::id))
        .orElse(null);
  }

  /** By the log alone, without what any sink has said of it. */
  private List<Message> accepted() {
    List<Message> accepted = new ArrayList<>();
    long newest = 0;
    for (Message event : log()) {
      long millis = event.sequence().millis();
      if (millis >= newest - World.LATE_EVENTS.lagMillisMax()) {
        accepted.add(event);
        newest = Math.max(newest, millis);
      }
    }
    return accepted;
  }

  @Override
  public boolean finish() {
    return false;
  }

  @Override
  public void crash(Choices choices) {}
}
