package org.anabranch.capture;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium sees of the stored offsets. It reads them for two purposes: to start, where it gets
 * what the {@link Resume} says; and to confirm a position to the database, where it gets what Kafka
 * Connect has really stored and nothing newer.
 */
final class CaptureOffsetReader implements OffsetStorageReader {

  private final OffsetStorageReader stored;
  private final BooleanSupplier starting;
  private final Function<@Nullable Map<String, Object>, @Nullable Map<String, ?>> resume;

  CaptureOffsetReader(
      OffsetStorageReader stored,
      BooleanSupplier starting,
      Function<@Nullable Map<String, Object>, @Nullable Map<String, ?>> resume) {
    this.stored = stored;
    this.starting = starting;
    this.resume = resume;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
    Map<String, Object> offset = stored.offset(partition);
    return starting.getAsBoolean() ? (Map<String, Object>) resume.apply(offset) : offset;
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(
      Collection<Map<String, T>> partitions) {
    Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
    for (Map<String, T> partition : partitions) {
      Map<String, Object> offset = offset(partition);
      if (offset != null) {
        offsets.put(partition, offset);
      }
    }
    return offsets;
  }
}
