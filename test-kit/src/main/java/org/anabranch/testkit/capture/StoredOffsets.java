package org.anabranch.testkit.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Source offsets as Kafka Connect keeps them: through its JSON and back. */
public final class StoredOffsets implements OffsetStorageReader {

  private final JsonConverter converter = new JsonConverter();
  private byte @Nullable [] stored;

  public StoredOffsets() {
    converter.configure(Map.of("schemas.enable", "false"), false);
  }

  /** Keeps what a record carries, in place of what was stored before. */
  public void store(SourceRecord record) {
    stored = converter.fromConnectData("offsets", null, record.sourceOffset());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
    return stored == null
        ? null
        : (Map<String, Object>) converter.toConnectData("offsets", stored).value();
  }

  @Override
  public <T> Map<Map<String, T>, Map<String, Object>> offsets(
      Collection<Map<String, T>> partitions) {
    Map<Map<String, T>, Map<String, Object>> all = new HashMap<>();
    List<Map<String, T>> asked = new ArrayList<>(partitions);
    for (Map<String, T> partition : asked) {
      Map<String, Object> offset = offset(partition);
      if (offset != null) {
        all.put(partition, offset);
      }
    }
    return all;
  }
}
