package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;

/** One run: many steps in an order that the choices decide, then rest, then the checks. */
final class Simulation {

  private static final long CLOCK_STEP_MILLIS = 50;
  private static final int ROUNDS_TO_REST = 20_000;
  private static final int CALM_ONE_IN = 20;

  private final World world;
  private final Choices choices;
  private final List<Site> sites = new ArrayList<>();
  private final Operator operator = new Operator();
  private final ExternalSystem system;

  Simulation(World world, Choices choices) {
    this.world = world;
    this.choices = choices;
    this.system = new ExternalSystem(world);
    choices.nextStep();
    List<Origin> origins = world.members().origins();
    for (int i = 0; i < origins.size(); i++) {
      addRegion(
          new Region(
              origins.get(i),
              new SimulatedDatabase(world::victim),
              world.settings().clockSkewsMillis().get(i),
              world.firstMembers()));
    }
    changeMembers();
  }

  private void addRegion(Region region) {
    world.has(region.database());
    if (world.settings().has(Trait.FILLED) && region.member()) {
      fill(region);
    }
    List<Session> ofApplication = new ArrayList<>();
    for (int i = 0; i < world.settings().sessions(); i++) {
      ofApplication.add(new Session(world, region, i));
    }
    List<MergeTask> ofSink = new ArrayList<>();
    for (List<WatermarkKey> part : world.settings().layout().deal(world.logs())) {
      ofSink.add(new MergeTask(world, region, ofSink.size(), part));
    }
    sites.add(
        new Site(
            region,
            new Capture(world, region),
            ofApplication,
            ofSink,
            new Forgetter(world, region),
            world.parkingTables().stream()
                .map(table -> new Parker(world, region, table))
                .toList()));
  }

  private void changeMembers() {
    Membership membership = new Membership(world, sites, operator);
    boolean joins = world.settings().has(Trait.JOINS);
    boolean retires = world.settings().has(Trait.RETIRES);
    boolean retiresFirst = retires && joins && sites.size() > 2 && choices.oneIn(2);
    if (retiresFirst) {
      membership.retire(sites.get(0));
    }
    if (joins) {
      membership.join(sites.get(sites.size() - 1));
    }
    if (retires && !retiresFirst) {
      membership.retire(sites.get(0));
    }
  }

  /** Rows from before: some alike in several regions, some not. */
  private void fill(Region region) {
    SimulatedTransaction filling = region.database().begin(region + " past");
    for (RowKey key : world.keys()) {
      int kind = choices.below(3);
      if (kind > 0) {
        String value = kind == 1 ? world.oldValue(key) : world.values(region).fresh(key);
        RowKey parent = ParentColumn.of(key, value, world);
        if (parent != null && region.database().rows().at(parent).visibleTo(filling) == null) {
          continue;
        }
        if (UniqueColumn.write(filling, key, null, value) != UniqueColumn.Entry.DONE) {
          continue;
        }
        region.database().rows().at(key).write(filling, value);
        world.oracle().filled(region.origin(), new Oracle.Row(key, value));
      }
    }
    filling.logCommit(world.nowMillis());
    filling.becomeVisible();
  }

  /**
   * Runs what the choices say.
   *
   * @throws Divergence where a promise of the protocol did not hold
   */
  static Statistics run(Choices choices, Variant variant, Schedule schedule) {
    Settings drawn = Settings.draw(choices);
    Settings possible = variant.keepLocal() ? drawn.keepLocal() : drawn;
    Settings ofRows = variant.byColumn() ? possible.byColumn() : possible;
    Settings ofUnique = variant.unique() ? ofRows.unique() : ofRows;
    Settings ofReferring = variant.referring() ? drawn.referring() : ofUnique;
    Settings ofResidency = variant.residency() ? drawn.residency() : ofReferring;
    Settings settings = variant.external() ? drawn.external() : ofResidency;
    World world = new World(settings, choices, schedule, variant);
    schedule.note("settings", world.settings()::toString);
    new Simulation(world, choices).run();
    return world.statistics();
  }

  private void run() {
    for (int step = 0; step < world.settings().steps(); step++) {
      choices.nextStep();
      step();
      if (world.residency() != null && choices.oneIn(CALM_ONE_IN)) {
        // Or nobody would ever have seen all of what others did.
        comeToRest();
        new ResidencyCheck(sites.stream().map(Site::region).toList(), world).atRest(false);
      }
    }
    comeToRest();
    check();
    if (world.variant().keepLocal()) {
      settle();
    }
    if (world.residency() != null) {
      sendAgain();
    }
    world.statistics().count(Count.RUNS);
  }

  /** Regions that keep their own versions are equal once a person has written each row anew. */
  private void settle() {
    choices.nextStep();
    List<Region> members = sites.stream().map(Site::region).filter(Region::member).toList();
    new Person(world, choices).settle(members);
    world.settled();
    comeToRest();
    check();
  }

  /** Rows that a region may hold and does not show come back once they are sent again. */
  private void sendAgain() {
    Region whole = sites.get(0).region();
    for (RowKey key : world.keys()) {
      Slot.Tuple<String> row = whole.database().rows().at(key).committed();
      if (row != null) {
        SimulatedTransaction sending = whole.database().begin(whole + " resend");
        sending.log(key, row.value(), row.value(), whole.database().newPosition());
        LogTransaction logged = sending.logCommit(world.nowMillis() + whole.clockSkewMillis());
        world.oracle().committed(whole.origin(), logged);
        sending.becomeVisible();
      }
    }
    comeToRest();
    new ResidencyCheck(sites.stream().map(Site::region).toList(), world).atRest(true);
  }

  private void step() {
    if (operator.busy() && choices.oneIn(6)) {
      burst(operator);
      return;
    }
    if (world.variant().external() && choices.oneIn(12)) {
      system.act(choices);
      return;
    }
    int what = choices.below(24);
    if (what == 0) {
      world.passTime(choices.oneIn(8) ? choices.below(100) : choices.below(3));
    } else if (what < 8) {
      burst(choices.pick(choices.pick(sites).sessions()));
    } else if (what < 12) {
      burst(choices.pick(sites).capture());
    } else if (what < 22) {
      burst(choices.pick(choices.pick(sites).tasks()));
    } else if (what < 23) {
      Site site = choices.pick(sites);
      boolean parks = !site.parkers().isEmpty() && choices.oneIn(2);
      burst(parks ? choices.pick(site.parkers()) : site.forgetter());
    } else {
      disturb(choices.pick(sites));
    }
  }

  /** Mostly one piece of work, so that others come in between; sometimes many at once. */
  private void burst(Actor actor) {
    int pieces = 1 + choices.below(4);
    if (pieces == 4) {
      pieces = 1 + choices.below(25);
    }
    for (int i = 0; i < pieces && actor.act(choices); i++) {}
  }

  private void disturb(Site site) {
    Region region = site.region();
    if (world.settings().has(Trait.REWRITES) && choices.oneIn(4)) {
      rewrite(region);
      return;
    }
    switch (choices.below(6)) {
      case 0, 1 -> crash(choices.pick(site.tasks()));
      case 5 -> {
        crash(site.forgetter());
        site.parkers().forEach(parker -> parker.crash(choices));
      }
      case 2 -> {
        boolean losing = world.settings().has(Trait.SLOTS_LOST) && !operator.busy();
        if (losing && choices.oneIn(3)) {
          tellEverything(region);
        }
        if (!losing || !site.capture().loseSlot(choices)) {
          crash(site.capture());
        }
      }
      case 3 -> crash(choices.pick(site.sessions()));
      default -> {
        Origin other = choices.pick(world.members().origins());
        region.toggleLink(other);
        world.schedule().note(region, () -> "the link from " + other + " is cut or healed");
      }
    }
  }

  /** Comes to rest, and goes on until the region's capture can know that all is told. */
  private void tellEverything(Region region) {
    comeToRest();
    for (int i = 0; i < 2; i++) {
      region.database().stir();
      comeToRest();
    }
    if (!world.settings().has(Trait.REWRITES)) {
      world.oracle().toldAnew().allTold(region.origin(), world.keys());
    }
  }

  /**
   * Rewrites the tables as docs/CONVERGENCE.md says: while no merge is under way and none of its
   * rows may have to be restored.
   */
  private void rewrite(Region region) {
    if (region.database().rewriteRows(world.variant().breaks(Omitted.REWRITTEN_AT_ANY_TIME))) {
      world.statistics().count(Count.REWRITES);
      world.schedule().note(region, () -> "rewrites its tables");
    }
  }

  private void crash(Actor actor) {
    world.statistics().count(Count.CRASHES);
    actor.crash(choices);
  }

  private void checkForgotten(Region region) {
    region
        .database()
        .versions()
        .forEachCommitted(
            (key, row) -> {
              if (row.hidden() || row.columns().pending()) {
                world.statistics().count(Count.HIDDEN);
                return;
              }
              if (mayMeetEvents(region, row)) {
                return;
              }
              if (world.parkingTables().contains(key.table())) {
                // Lanes in which nothing happens any more tell no stamps, nor that what was shown
                // again has been read back.
                return;
              }
              throw new Divergence(
                  "At rest every version row is forgotten", region + " still has " + row);
            });
  }

  /** Whether an event may still come of another system that is no later than a version row. */
  private boolean mayMeetEvents(Region region, VersionRow row) {
    return world.external(row.key().table(), region.database().standing()).values().stream()
        .anyMatch(least -> row.newest().compareTo(least) >= 0);
  }

  /** Whoever changes the members. */
  Operator operator() {
    return operator;
  }

  /** What runs in a region. */
  Site site(int region) {
    return sites.get(region);
  }

  void comeToRest() {
    sites.forEach(site -> site.region().healLinks());
    world.schedule().note("rest", () -> "links are healed, nothing new begins");
    List<Actor> all = new ArrayList<>();
    sites.forEach(site -> all.addAll(site.sessions()));
    sites.forEach(site -> all.add(site.capture()));
    sites.forEach(site -> all.addAll(site.tasks()));
    sites.forEach(site -> all.add(site.forgetter()));
    sites.forEach(site -> all.addAll(site.parkers()));
    all.add(operator);
    int quietRounds = 0;
    for (int round = 0; round < ROUNDS_TO_REST; round++) {
      boolean busy = false;
      for (Actor actor : all) {
        busy |= actor.finish();
      }
      if (!busy && quietRounds++ * CLOCK_STEP_MILLIS > 3 * World.DRIFT_MAX_MILLIS) {
        return;
      }
      world.passTime(busy ? 0 : CLOCK_STEP_MILLIS);
    }
    throw new Divergence("A world without writers comes to rest", "it did not");
  }

  void check() {
    List<Site> members = sites.stream().filter(site -> site.region().member()).toList();
    if (operator.busy()) {
      throw new Divergence("Members can be changed", "the change did not come to its end");
    }
    if (world.residency() != null) {
      new ResidencyCheck(members.stream().map(Site::region).toList(), world).atRest(false);
      members.forEach(site -> checkForgotten(site.region()));
      world.oracle().checkCaptured();
      members.forEach(Simulation::checkLog);
      return;
    }
    members.forEach(site -> check(site.region()));
    world.statistics().add(Count.INTERRUPTED_SNAPSHOT_GAPS, world.oracle().gaps().size());
    members.forEach(site -> checkForgotten(site.region()));
    RegionCheck.alike(members.stream().map(Site::region).toList(), world);
    members.forEach(site -> system.check(site.region()));
    world.oracle().checkCaptured();
    members.forEach(Simulation::checkLog);
    List<TrueChange> changes = world.oracle().changes();
    world.statistics().add(Count.OVERRIDDEN, world.oracle().toldAnew().overriding(changes));
    new ContextCheck(changes).check(world.statistics());
  }

  private void check(Region region) {
    RegionCheck check = new RegionCheck(region, world);
    world.keys().stream()
        .filter(key -> !world.oracle().gaps().contains(key))
        .filter(key -> !world.external(key.table()))
        .forEach(check::atRest);
    if (world.variant().unique()) {
      new ShownRowsCheck(region, world).check();
    }
    new ClosedConflictsCheck(region, world).check();
    world.statistics().add(Count.FALSE_CONFLICTS, check.falseConflicts());
    region
        .database()
        .conflicts()
        .forEachCommitted(
            (key, same) ->
                world.statistics().count(key.quarantine() ? Count.QUARANTINED : Count.CONFLICTS));
  }

  private static void checkLog(Site site) {
    int kept = site.capture().keptFrom();
    if (site.region().captured() && kept < site.region().database().log().size()) {
      throw new Divergence(
          "At rest no log is kept", site.region() + " keeps it from transaction " + kept);
    }
  }
}
