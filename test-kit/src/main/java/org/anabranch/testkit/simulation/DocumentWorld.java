package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.anabranch.model.change.TableName;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.single.DocumentTexts;
import org.anabranch.sink.single.SingleRule;
import org.anabranch.sink.single.SingleSetting;
import org.anabranch.sink.single.SingleWriter;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.WatermarkKey;

/** What all regions share whose stores have no transactions. */
final class DocumentWorld {

  static final TableName TABLE = new TableName("shop", "document");
  private static final long START_MILLIS = 1_000_000;

  private final Schedule schedule;
  private final Set<DocumentRule> omitted;
  private final DocumentOracle oracle = new DocumentOracle();
  private final Statistics statistics = new Statistics();
  private final List<RowKey> keys = new ArrayList<>();
  private final Map<WatermarkKey, List<DocumentMessage>> streams = new HashMap<>();
  private final Members members;
  private final int lanes;
  private long nowMillis = START_MILLIS;
  private int contents;

  DocumentWorld(Choices choices, Schedule schedule, Set<DocumentRule> omitted) {
    this.schedule = schedule;
    this.omitted = omitted;
    int regions = 2 + choices.below(2);
    lanes = 1 + choices.below(2);
    int documents = 1 + choices.below(3);
    List<Origin> origins = new ArrayList<>();
    for (int i = 0; i < regions; i++) {
      origins.add(new Origin(String.valueOf((char) ('a' + i))));
    }
    members = new Members(origins);
    for (int number = 0; number < documents; number++) {
      keys.add(RowKey.of(TABLE, number, lanes));
    }
  }

  Members members() {
    return members;
  }

  int laneCount() {
    return lanes;
  }

  boolean omits(DocumentRule rule) {
    return omitted.contains(rule);
  }

  DocumentOracle oracle() {
    return oracle;
  }

  Statistics statistics() {
    return statistics;
  }

  List<RowKey> keys() {
    return keys;
  }

  List<TableLane> lanes() {
    return keys.stream().map(RowKey::tableLane).distinct().sorted().toList();
  }

  List<WatermarkKey> usedStreams() {
    List<WatermarkKey> used = new ArrayList<>();
    for (TableLane lane : lanes()) {
      members.origins().forEach(o -> used.add(new WatermarkKey(o, lane.table(), lane.lane())));
    }
    return used;
  }

  List<DocumentMessage> stream(WatermarkKey stream) {
    return streams.computeIfAbsent(stream, absent -> new ArrayList<>());
  }

  RowKey key(VersionKey key) {
    return keys.stream().filter(one -> one.versionKey().equals(key)).findFirst().orElseThrow();
  }

  /** What a region's sink is told; some rules are the store's, the capture's or the forgetter's. */
  SingleSetting setting(DocumentRegion region, SingleWriter writer) {
    Set<SingleRule> ofSink = EnumSet.noneOf(SingleRule.class);
    for (SingleRule rule : SingleRule.values()) {
      if (omits(DocumentRule.valueOf(rule.name()))) {
        ofSink.add(rule);
      }
    }
    Strategy strategy = new Strategy("last-writer-wins", new LastWriterWins(), Verdict.SETTLED);
    return new SingleSetting(region.origin(), writer, new Contents(), table -> strategy, ofSink);
  }

  /** Documents that consist of a text. */
  private record Contents() implements DocumentTexts {

    @Override
    public String content(RecordView document) {
      return String.valueOf(document.value(DocumentMessage.CONTENT));
    }

    @Override
    public String told(RecordView document) {
      return content(document);
    }
  }

  /** Content that no document ever had. */
  String newContent(DocumentRegion region) {
    return region + "" + ++contents;
  }

  long millis(DocumentRegion region) {
    return nowMillis + region.clockSkewMillis();
  }

  void passTime(long millis) {
    nowMillis += millis;
  }

  void note(Object who, Supplier<String> what) {
    schedule.note(who, what);
  }
}
