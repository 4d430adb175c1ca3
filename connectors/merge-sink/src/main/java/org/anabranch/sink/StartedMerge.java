package org.anabranch.sink;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.anabranch.sink.document.ArrivalForm;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.StoreException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * A running merge sink: reads what Connect hands over, holds back what is ahead of its time,
 * refuses what cannot be merged and merges the rest. When {@link #put} returns, everything that it
 * did not hold back is committed in the store. Not thread-safe.
 */
final class StartedMerge implements AutoCloseable {

  private final RecordReader reader;
  private final HeldLanes held;
  private final MergedOffsets offsets = new MergedOffsets();
  private final OpenedStore store;
  private final BatchMerge merge;
  private final Forgetting forgetting;
  private final ParkedRetries parked;
  private final OrphanCount orphans;
  private final SinkMetrics metrics;
  private final SinkTaskContext context;
  private final Retries retries;

  StartedMerge(
      MergeSinkOptions options,
      Supplier<ContextStore> opening,
      ArrivalForm form,
      SinkTaskContext context,
      Clock clock,
      Backoff backoff) {
    this.context = context;
    this.metrics = new SinkMetrics(options.context().members(), context, clock);
    this.held = new HeldLanes(context, clock, options.context().clockDriftMaxMs());
    metrics.lanesPaused(held::count);
    Rejection rejection = new Rejection(options.onError(), context.errantRecordReporter());
    this.store = new OpenedStore(opening);
    this.reader =
        new RecordReader(options, rejection, new ExternalEvents(options.context(), store), form);
    this.forgetting = new Forgetting(options, store, context, clock, metrics);
    this.parked = new ParkedRetries(options, store, clock, metrics);
    this.orphans = new OrphanCount(options, store, context, clock, metrics);
    ConflictReports reports =
        new ConflictReports(options.strategies(), context.errantRecordReporter());
    this.merge =
        new BatchMerge(options, store, rejection, reports, backoff, metrics, forgetting, parked);
    this.retries = new Retries(options.retriesMax(), options.retryBackoff(), context);
    metrics.retriesInARow(retries::inARow);
  }

  void put(Collection<SinkRecord> records) {
    held.release();
    metrics.registerWaiting();
    try {
      store.session().forgetColumns();
      Delivery delivery = read(records);
      merge.refuse(delivery);
      merge.merge(delivery);
      offsets.merged(delivery.records());
      parked.look();
      forgetting.look();
      orphans.look();
    } catch (StoreException.Unreachable e) {
      store.close();
      throw retries.after(e);
    } catch (StoreException.Contended e) {
      throw retries.after(e);
    }
    retries.reset();
    held.pause();
    long waitMillis =
        LongStream.of(
                held.waitMillis(),
                forgetting.waitMillis(),
                parked.waitMillis(),
                orphans.waitMillis())
            .min()
            .orElseThrow();
    if (waitMillis < Long.MAX_VALUE) {
      context.timeout(waitMillis);
    }
  }

  private Delivery read(Collection<SinkRecord> records) {
    Delivery delivery = new Delivery();
    for (SinkRecord record : records) {
      if (!held.holds(record)) {
        Reading reading = reader.read(record);
        if (!held.hold(reading)) {
          delivery.add(record, reading);
        }
      }
    }
    return delivery;
  }

  /** Of the offsets that Connect proposes those up to which everything is merged. */
  Map<TopicPartition, OffsetAndMetadata> merged(Map<TopicPartition, OffsetAndMetadata> proposed) {
    return held.upToHeld(offsets.of(proposed));
  }

  /** Other tasks may have merged the new partitions' streams meanwhile. */
  void assigned(Collection<TopicPartition> partitions) {
    offsets.forget(partitions);
    forgetting.assigned();
    store.forgetWatermarks();
  }

  void revoked(Collection<TopicPartition> partitions) {
    held.drop(partitions);
    offsets.forget(partitions);
    forgetting.assigned();
    store.forgetWatermarks();
  }

  @Override
  public void close() {
    store.close();
  }
}
