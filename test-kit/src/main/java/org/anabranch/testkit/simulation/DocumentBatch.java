package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.single.FoundDocument;
import org.anabranch.sink.single.Removal;
import org.anabranch.sink.single.SinglePlan;
import org.anabranch.sink.single.SingleStatement;
import org.anabranch.sink.single.SingleStatement.MoveWatermark;
import org.anabranch.sink.single.SingleStatement.ReadDocument;
import org.anabranch.sink.single.SingleStatement.ReadFloor;
import org.anabranch.sink.single.SingleStatement.ReadVersion;
import org.anabranch.sink.single.SingleStatement.ReadWatermark;
import org.anabranch.sink.single.SingleStatement.RecordConflicts;
import org.anabranch.sink.single.SingleStatement.WriteDocument;
import org.anabranch.sink.single.SingleStatement.WriteVersion;
import org.anabranch.sink.single.SingleStatement.Written;
import org.anabranch.sink.single.SingleStep;
import org.anabranch.sink.single.SingleVersion;
import org.anabranch.sink.single.SingleWriter;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Statement.WatermarkMove;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.DocumentEvent.Changed;
import org.anabranch.testkit.simulation.DocumentStore.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one stream, merged as the plan says, one statement at a time. Whoever holds it may
 * stop between any two statements, for ever or for as long as it likes: a zombie goes on where it
 * was.
 */
final class DocumentBatch {

  private static final RecordPlace PLACE = new RecordPlace("simulated", 0, 0);

  private final DocumentWorld world;
  private final DocumentRegion region;
  private final SingleWriter writer;
  private final WatermarkKey stream;
  private final List<DocumentMessage> batch;
  private @Nullable DocumentStep next;

  DocumentBatch(
      DocumentWorld world,
      DocumentRegion region,
      SingleWriter writer,
      WatermarkKey stream,
      List<DocumentMessage> batch) {
    this.world = world;
    this.region = region;
    this.writer = writer;
    this.stream = stream;
    this.batch = batch;
    this.next = this::begin;
  }

  /** Executes one statement. Answers whether there was one. */
  boolean run() {
    DocumentStep now = next;
    next = now == null ? null : now.run();
    return now != null;
  }

  boolean done() {
    return next == null;
  }

  private DocumentStore store() {
    return region.store();
  }

  private @Nullable DocumentStep begin() {
    Watermark watermark = store().watermark(stream);
    List<Arrival> arrivals = batch.stream().map(message -> message.arrival(PLACE)).toList();
    return follow(
        new SinglePlan(world.setting(region, writer), Map.of(stream, watermark), arrivals).start());
  }

  private @Nullable DocumentStep follow(SingleStep step) {
    if (step instanceof SingleStep.Ask ask) {
      return execute(ask, new ArrayList<>());
    } else if (step instanceof SingleStep.LostRace) {
      return this::begin;
    } else if (step instanceof SingleStep.Behind behind) {
      throw new Divergence("No member is behind what is forgotten", region + " at " + behind);
    }
    return null;
  }

  /** No two statements are atomic, also not those that are asked for together. */
  private @Nullable DocumentStep execute(SingleStep.Ask ask, List<Object> answers) {
    if (answers.size() == ask.statements().size()) {
      return follow(ask.then().apply(answers));
    }
    SingleStatement<?> statement = ask.statements().get(answers.size());
    if (statement instanceof RecordConflicts record) {
      return record(record.conflicts(), 0, ask, answers);
    }
    return () -> {
      answers.add(answer(statement));
      return execute(ask, answers);
    };
  }

  private @Nullable DocumentStep record(
      List<Conflict> conflicts, int number, SingleStep.Ask ask, List<Object> answers) {
    if (number == conflicts.size()) {
      answers.add(number);
      return execute(ask, answers);
    }
    return () -> {
      Conflict conflict = conflicts.get(number);
      RowKey key = world.key(conflict.arrival().versionKey());
      ChangeId winner = Objects.requireNonNull(conflict.winner()).id();
      store().record(new Pair(key, winner, conflict.loser().id()));
      return record(conflicts, number + 1, ask, answers);
    };
  }

  private Object answer(SingleStatement<?> statement) {
    if (statement instanceof ReadDocument read) {
      return new FoundDocument(
          store().document(world.key(read.target().key())), null, store().log().size());
    } else if (statement instanceof ReadVersion read) {
      return version(world.key(read.key()));
    } else if (statement instanceof ReadFloor read) {
      return store().floor(read.lane());
    } else if (statement instanceof WriteDocument write) {
      return write(write);
    } else if (statement instanceof WriteVersion write) {
      return merged(write);
    } else if (statement instanceof ReadWatermark read) {
      return store().watermark(read.stream());
    } else if (statement instanceof MoveWatermark move) {
      return move(move.move());
    }
    throw new IllegalArgumentException("No part of a merge: " + statement.name());
  }

  private SingleVersion version(RowKey key) {
    return world.omits(DocumentRule.ABSENCE_HAS_A_REVISION)
        ? store().version(key)
        : store().begin(key, !world.omits(DocumentRule.REVISION_NEVER_REPEATS));
  }

  private Written write(WriteDocument write) {
    RowKey key = world.key(write.target().key());
    MarkedDocument from = write.from().state();
    MarkedDocument to = write.to();
    if (world.omits(DocumentRule.CONTENT_IS_A_CONDITION)) {
      MarkedDocument now = store().document(key);
      boolean sameMarker =
          from != null && now != null && Objects.equals(from.marker(), now.marker());
      from = sameMarker ? now : from;
    }
    Changed changed = store().replace(key, from, to, world.millis(region));
    if (changed == null) {
      return Written.NOT_DONE;
    }
    world.oracle().written(region, changed, shown(write));
    world.note(region, () -> writer + " writes " + changed);
    return new Written(true, store().log().size(), null);
  }

  /** What the document shows then, or by what it was deleted; null where it was only marked. */
  private static @Nullable ChangeId shown(WriteDocument write) {
    MarkedDocument to = write.to();
    MarkedDocument from = write.from().state();
    DocumentMarker marker = to == null ? from == null ? null : from.marker() : to.marker();
    if (marker == null) {
      return null;
    }
    if (to == null) {
      return marker.going() == null ? null : marker.going().winner();
    }
    return marker.last().equals(marker.written()) ? marker.winner() : null;
  }

  private boolean merged(WriteVersion write) {
    RowKey key = world.key(write.key());
    SingleVersion condition =
        world.omits(DocumentRule.REVISION_IS_A_CONDITION) ? store().version(key) : write.from();
    if (!store().replace(key, condition, write.to())) {
      return false;
    }
    world.note(region, () -> writer + " has merged " + key + ": " + write.to());
    Removal removed = write.to().removed();
    if (removed != null && !removed.equals(write.from().removed())) {
      world.oracle().removing(region, removed);
    }
    batch.stream()
        .filter(message -> key.equals(message.key()) && message.isChange())
        .forEach(message -> world.oracle().merged(region, message.change()));
    return true;
  }

  private boolean move(WatermarkMove move) {
    boolean moved = store().move(move.stream(), move.from(), move.to());
    if (moved) {
      world.oracle().moved(region, move.stream(), move.to().sequence());
    }
    return moved;
  }
}
