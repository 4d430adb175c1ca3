package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.sink.single.SingleWriter;
import org.anabranch.sink.store.WatermarkKey;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/** A sink's task: takes batches from its streams. Where it dies, its last batch may go on. */
final class DocumentMergeTask implements Actor {

  private static final int BATCH_MAX = 3;

  private final DocumentWorld world;
  private final DocumentRegion region;
  private final List<WatermarkKey> streams;
  private final Map<WatermarkKey, Integer> next = new HashMap<>();
  private SingleWriter writer;
  private @Nullable DocumentBatch batch;

  DocumentMergeTask(DocumentWorld world, DocumentRegion region, List<WatermarkKey> streams) {
    this.world = world;
    this.region = region;
    this.streams = streams;
    this.writer = region.newWriter();
  }

  @Override
  public boolean act(Choices choices) {
    return batch == null ? take(choices) : go(batch);
  }

  private boolean go(DocumentBatch running) {
    running.run();
    if (running.done()) {
      batch = null;
      world.statistics().count(Count.MERGES);
    }
    return true;
  }

  private boolean take(Choices choices) {
    List<WatermarkKey> waiting = streams.stream().filter(this::waits).toList();
    if (waiting.isEmpty()) {
      return false;
    }
    WatermarkKey stream = choices.pick(waiting);
    List<DocumentMessage> log = world.stream(stream);
    int from = next.getOrDefault(stream, 0);
    int size = Math.min(log.size() - from, 1 + choices.below(BATCH_MAX));
    List<DocumentMessage> taken = new ArrayList<>(log.subList(from, from + size));
    next.put(stream, from + size);
    region.offsets().put(stream, choices.oneIn(2) ? from + size : from);
    world.note(region, () -> writer + " takes " + taken + " of " + stream.origin());
    batch = new DocumentBatch(world, region, writer, stream, taken);
    return true;
  }

  private boolean waits(WatermarkKey stream) {
    return next.getOrDefault(stream, 0) < world.stream(stream).size();
  }

  @Override
  public boolean finish() {
    return act(Choices.DULL);
  }

  /** Offsets are committed before a batch is done as well as after: only watermarks count. */
  @Override
  public void crash(Choices choices) {
    DocumentBatch left = batch;
    if (left != null && choices.below(3) > 0) {
      region.zombies().add(left);
      world.statistics().count(Count.ZOMBIES);
    }
    batch = null;
    writer = region.newWriter();
    next.clear();
    streams.forEach(stream -> next.put(stream, from(stream, choices)));
    world.note(region, () -> "a task dies and is started again as " + writer);
  }

  private int from(WatermarkKey stream, Choices choices) {
    // What a batch that was not done had taken is delivered again, and perhaps what was before.
    int offset = Math.max(0, region.offsets().getOrDefault(stream, 0) - BATCH_MAX);
    return Math.max(0, offset - choices.below(4));
  }

  @Override
  public String toString() {
    return region + " " + writer;
  }
}
