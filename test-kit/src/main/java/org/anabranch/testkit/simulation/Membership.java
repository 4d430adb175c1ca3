package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.SessionStatement.Kind;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** The steps by which regions join and retire: docs/operations/members.md. */
final class Membership {

  private final World world;
  private final List<Site> sites;
  private final Operator operator;
  private final Map<WatermarkKey, Stamp> reached = new HashMap<>();

  Membership(World world, List<Site> sites, Operator operator) {
    this.world = world;
    this.sites = sites;
    this.operator = operator;
  }

  /** A region without rows becomes a member. */
  void join(Site joining) {
    Region region = joining.region();
    operator.add(() -> members().allMatch(this::established));
    listInSinks(region, true);
    operator.add(() -> start(joining));
    listInCaptures(joining, true);
    operator.add(() -> sites.stream().filter(this::isMember).allMatch(this::hasHeardFromAll));
    operator.add(() -> resent(joining));
    operator.add(() -> note(joining));
    operator.add(() -> settled(region));
    operator.add(() -> members().allMatch(this::hasReadBack));
    operator.add(() -> same(joining));
    operator.add(() -> opened(region));
  }

  /** A member is taken from the list. */
  void retire(Site retiring) {
    Region region = retiring.region();
    operator.add(() -> members().allMatch(this::established));
    operator.add(
        () -> {
          region.open(false);
          region.pauseSink();
          return true;
        });
    operator.add(() -> retiring.idle() && retiring.capture().drained());
    operator.add(() -> world.variant().breaks(Omitted.RETIRES_EARLY) || mergedToTheEnd(region));
    operator.add(
        () -> {
          region.leave();
          world.statistics().count(Count.RETIRED);
          world.schedule().note(region, () -> "retires");
          return true;
        });
    listInSinks(region, false);
    listInCaptures(retiring, false);
  }

  private Stream<Site> members() {
    return sites.stream().filter(this::isMember);
  }

  private boolean isMember(Site site) {
    return site.region().member();
  }

  private boolean established(Site site) {
    return site.region().captured() && !site.capture().inSnapshot();
  }

  private void listInSinks(Region changed, boolean joins) {
    for (Site site : sites) {
      operator.add(
          () -> {
            Region region = site.region();
            region.listInSink(changed(region.sinkMembers(), changed, joins));
            return true;
          });
    }
  }

  private void listInCaptures(Site changed, boolean joins) {
    for (Site site : sites) {
      operator.add(
          () -> {
            Region region = site.region();
            region.listInCapture(changed(region.captureMembers(), changed.region(), joins));
            if (region.member() && !site.equals(changed)) {
              site.capture().crash(Choices.DULL);
            }
            return true;
          });
    }
  }

  private static Members changed(Members before, Region changed, boolean joins) {
    List<Origin> origins = new ArrayList<>(before.origins());
    origins.remove(changed.origin());
    if (joins) {
      origins.add(changed.origin());
    }
    return new Members(origins);
  }

  /** Its capture makes the slot; its sink begins with what is sent from now on. */
  private boolean start(Site joining) {
    Region region = joining.region();
    Map<WatermarkKey, Integer> begins = new HashMap<>();
    for (WatermarkKey stream : world.usedStreams()) {
      List<Message> sent = world.stream(stream);
      begins.put(stream, sent.size());
      boolean former = !region.sinkMembers().origins().contains(stream.origin());
      world.oracle().joined(region.origin(), stream, sent, former);
    }
    region.listInSink(changed(region.sinkMembers(), region, true));
    region.listInCapture(region.sinkMembers());
    region.join(begins);
    joining.capture().start();
    region.open(world.variant().breaks(Omitted.JOINS_WRITING));
    world.schedule().note(region, () -> "starts, and reads what is sent from now on");
    return true;
  }

  /** Whether it knows of every other member, in every lane, that it lists the same. */
  private boolean hasHeardFromAll(Site site) {
    Region region = site.region();
    Map<WatermarkKey, Watermark> standing = region.database().standing();
    long listed = region.sinkMembers().fingerprint();
    return others(region, origin -> true).stream()
        .flatMap(origin -> streams(origin).stream())
        .allMatch(stream -> standing.getOrDefault(stream, Watermark.NONE).members() == listed);
  }

  private Collection<Origin> others(Region region, Predicate<Origin> filter) {
    return region.sinkMembers().origins().stream()
        .filter(origin -> !origin.equals(region.origin()))
        .filter(filter)
        .toList();
  }

  private List<WatermarkKey> streams(Origin origin) {
    return world.lanes().stream()
        .map(lane -> new WatermarkKey(origin, lane.table(), lane.lane()))
        .toList();
  }

  /** Notes how far the others' streams have come where it joined. */
  private boolean note(Site joining) {
    reached.clear();
    joining
        .region()
        .database()
        .standing()
        .forEach((stream, watermark) -> reached.put(stream, watermark.sequence()));
    return true;
  }

  /** Whether every member has seen whatever was sent before the region joined. */
  private boolean settled(Region region) {
    if (world.variant().breaks(Omitted.JOINS_UNSETTLED)) {
      return true;
    }
    Map<WatermarkKey, Watermark> standing = region.database().standing();
    for (TableLane lane : world.lanes()) {
      for (Origin member : region.sinkMembers().origins()) {
        Watermark watermark =
            standing.getOrDefault(
                new WatermarkKey(member, lane.table(), lane.lane()), Watermark.NONE);
        for (Origin other : others(region, origin -> !origin.equals(member))) {
          Stamp stamp =
              reached.getOrDefault(new WatermarkKey(other, lane.table(), lane.lane()), Stamp.ZERO);
          if (watermark.context().of(other).compareTo(stamp) < 0) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /**
   * Whether a member's sink has merged what its own capture had sent until then. Before, it may
   * have deleted a row that the member wrote since, for as long as it has not read that write.
   */
  private boolean hasReadBack(Site site) {
    Map<WatermarkKey, Watermark> standing = site.region().database().standing();
    return world.variant().breaks(Omitted.JOINS_UNREAD)
        || streams(site.region().origin()).stream()
            .allMatch(
                stream ->
                    at(standing, stream)
                            .sequence()
                            .compareTo(reached.getOrDefault(stream, Stamp.ZERO))
                        >= 0);
  }

  /** A member sends every row again that it has. */
  private boolean resent(Site joining) {
    Region source = source(joining);
    world.keys().stream()
        .filter(key -> row(source, key) != null && isFree(source, key))
        .forEach(key -> write(source, key, Kind.TOUCH));
    return true;
  }

  /**
   * Compares with a member, key by key; a row that is missing or differs, and of which nothing is
   * in flight, is sent again by the member, or deleted where it has none.
   */
  private boolean same(Site joining) {
    Region source = source(joining);
    Region region = joining.region();
    boolean same = true;
    for (RowKey key : world.keys()) {
      if (!Objects.equals(row(source, key), row(region, key))) {
        same = false;
        Region writing = row(source, key) == null ? region : source;
        if (isQuiet(source) && isQuiet(region) && isFree(writing, key)) {
          write(writing, key, writing.equals(source) ? Kind.TOUCH : Kind.DELETE);
        }
      }
    }
    return same;
  }

  private Region source(Site joining) {
    return members().filter(site -> !site.equals(joining)).findFirst().orElseThrow().region();
  }

  private static @Nullable String row(Region region, RowKey key) {
    Slot.Tuple<String> tuple = region.database().rows().at(key).committed();
    return tuple == null ? null : tuple.value();
  }

  private static boolean isFree(Region region, RowKey key) {
    return !region.database().rows().at(key).held();
  }

  /** Whether the region has merged whatever was sent, and everything is sent. */
  private boolean isQuiet(Region region) {
    Map<WatermarkKey, Watermark> standing = region.database().standing();
    return members()
        .allMatch(
            site ->
                site.capture().drained()
                    && streams(site.region().origin()).stream()
                        .allMatch(
                            stream ->
                                at(standing, stream).sequence().compareTo(end(region, stream))
                                    >= 0));
  }

  /** An ordinary transaction of one statement. */
  private void write(Region region, RowKey key, Kind kind) {
    SimulatedTransaction transaction = region.database().begin(region + " operator");
    SessionStatement made =
        new SessionStatement(transaction, kind, List.of(key), world.values(region), world);
    Execution<Boolean> execution = made.execution();
    while (!execution.done()) {
      execution.advance();
    }
    LogTransaction logged = transaction.logCommit(world.nowMillis() + region.clockSkewMillis());
    world.oracle().committed(region.origin(), logged);
    transaction.becomeVisible();
    world.statistics().count(Count.RESENT);
    world.schedule().note(region + " operator", () -> "commits " + logged.entries());
  }

  private boolean opened(Region region) {
    region.open(true);
    world.statistics().count(Count.JOINED);
    world.schedule().note(region, () -> "has joined");
    return true;
  }

  /**
   * Whether all others have merged all that a region has sent, and have heard from each other that
   * they have, so that nothing is under way that had not seen the end.
   */
  private boolean mergedToTheEnd(Region retiring) {
    List<Region> others =
        members().map(Site::region).filter(region -> !region.equals(retiring)).toList();
    return others.stream().allMatch(region -> hasMerged(region, retiring, others));
  }

  private boolean hasMerged(Region region, Region retiring, List<Region> others) {
    Map<WatermarkKey, Watermark> standing = region.database().standing();
    for (WatermarkKey stream : streams(retiring.origin())) {
      Stamp end = end(region, stream);
      boolean merged = at(standing, stream).sequence().compareTo(end) >= 0;
      boolean heard =
          world.variant().breaks(Omitted.RETIRES_UNHEARD)
              || others.stream()
                  .map(other -> new WatermarkKey(other.origin(), stream.table(), stream.lane()))
                  .map(of -> at(standing, of).context().of(stream.origin()))
                  .allMatch(seen -> seen.compareTo(end) >= 0);
      if (!merged || !heard) {
        return false;
      }
    }
    return true;
  }

  private static Watermark at(Map<WatermarkKey, Watermark> standing, WatermarkKey stream) {
    return standing.getOrDefault(stream, Watermark.NONE);
  }

  /** The highest place in a stream of which the region is to get anything. */
  private Stamp end(Region region, WatermarkKey stream) {
    List<Message> sent = world.stream(stream);
    return sent.subList(region.firstOffset(stream), sent.size()).stream()
        .map(Message::sequence)
        .max(Stamp::compareTo)
        .orElse(Stamp.ZERO);
  }
}
