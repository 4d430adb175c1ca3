package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications of two regions set, remove and make null the fields of one document, delete it and
 * make it anew, while changes are on their way at random; both end up the same. A seed is replayed
 * with {@code -Dfields.seed=N}; {@code -Dfields.seeds=N} tries as many.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FieldHistoryTest {

  private static final long SEEDS = 8;
  private static final int STEPS = 60;
  private static final List<String> FIELDS = List.of("p", "q", "r", "s");

  static List<Long> seeds() {
    Long seed = Long.getLong("fields.seed");
    return seed == null
        ? LongStream.rangeClosed(1, Long.getLong("fields.seeds", SEEDS)).boxed().toList()
        : List.of(seed);
  }

  @ParameterizedTest(name = "-Dfields.seed={0}")
  @MethodSource("seeds")
  void both_regions_end_with_the_same_document(long seed) {
    Random random = new Random(seed);
    try (FieldRegion one = new FieldRegion(B);
        FieldRegion other = new FieldRegion(C)) {
      List<FieldRegion> regions = List.of(one, other);
      // By region what comes to it, its own changes and those of the other one.
      List<List<Deque<DocumentChange>>> streams =
          List.of(
              List.of(new ArrayDeque<>(), new ArrayDeque<>()),
              List.of(new ArrayDeque<>(), new ArrayDeque<>()));
      for (int step = 0; step < STEPS; step++) {
        int at = random.nextInt(2);
        if (random.nextInt(3) == 0) {
          DocumentChange change = write(regions.get(at), random, step);
          if (change != null) {
            streams.forEach(region -> region.get(at).add(change));
          }
        } else {
          deliver(regions.get(at), streams.get(at).get(random.nextInt(2)));
        }
      }
      for (int at = 0; at < 2; at++) {
        while (streams.get(at).stream().anyMatch(stream -> !stream.isEmpty())) {
          deliver(regions.get(at), streams.get(at).get(random.nextInt(2)));
        }
      }
      assertThat(one.document()).isEqualTo(other.document());
    }
  }

  private static void deliver(FieldRegion region, Deque<DocumentChange> stream) {
    DocumentChange next = stream.poll();
    if (next != null) {
      region.merge(next);
    }
  }

  private static @Nullable DocumentChange write(FieldRegion region, Random random, int step) {
    BsonDocument found = region.document();
    if (found != null && random.nextInt(8) == 0) {
      return region.write(null, 1 + random.nextInt(4));
    }
    BsonDocument after = found == null ? FieldRegion.KEY.clone() : found.clone();
    for (int n = random.nextInt(2); n >= 0; n--) {
      String field = FIELDS.get(random.nextInt(FIELDS.size()));
      switch (random.nextInt(4)) {
        case 0 -> after.remove(field);
        case 1 -> after.put(field, BsonNull.VALUE);
        default -> after.put(field, new BsonInt32(step));
      }
    }
    return after.equals(found) ? null : region.write(after, 1 + random.nextInt(4));
  }
}
