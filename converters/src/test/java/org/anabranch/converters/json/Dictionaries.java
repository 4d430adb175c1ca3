package org.anabranch.converters.json;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.testkit.context.ContextKind;
import org.apache.kafka.connect.data.Struct;

/** Dictionaries as the command trains them, and the records that they are tried on. */
public final class Dictionaries {

  public static final String TOPIC = "aws.assistant.session";

  private static final long TRAINED_ON = 1;
  private static final long TRIED_ON = 2;

  private static final Map<ContextKind, TrainedDictionary> TRAINED = new ConcurrentHashMap<>();

  private Dictionaries() {}

  /** Without schemas, in which every record is the same, and every dictionary would look good. */
  public static TrainedDictionary of(ContextKind kind, long id) {
    return TRAINED
        .computeIfAbsent(
            kind,
            each -> DictionaryTraining.train(json(each.records(2_000, TRAINED_ON)), 16 * 1024, 1))
        .withId(id);
  }

  public static TrainedDictionary ofShortEvents(long id) {
    return of(ContextKind.SHORT_EVENTS, id);
  }

  /** Other records than those that dictionaries are trained on. */
  public static List<byte[]> others(ContextKind kind, int count) {
    return json(kind.records(count, TRIED_ON));
  }

  private static List<byte[]> json(List<Struct> records) {
    try (CompressedJson plain =
        CompressedJson.open(Map.of("schemas.enable", "false"), true /* so nothing compresses */)) {
      return records.stream()
          .map(record -> plain.write(TOPIC, null, record.schema(), record))
          .toList();
    }
  }
}
