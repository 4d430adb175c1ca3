package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Applications of two regions edit one document, delete it and make it anew, while changes are on
 * their way at random; both end up the same.
 */
final class FieldHistory {

  /** What an application does to a document. */
  @FunctionalInterface
  interface Edit {

    /**
     * Changes the document.
     *
     * @param step a number that no other edit of the history has
     */
    void apply(BsonDocument document, int step);
  }

  private static final long SEEDS = 8;
  private static final int STEPS = 60;

  private final Random random;
  private final Edit edit;

  // By region what comes to it, its own changes and those of the other one.
  private final List<List<Deque<DocumentChange>>> streams =
      List.of(
          List.of(new ArrayDeque<>(), new ArrayDeque<>()),
          List.of(new ArrayDeque<>(), new ArrayDeque<>()));

  FieldHistory(Random random, Edit edit) {
    this.random = random;
    this.edit = edit;
  }

  /** That of {@code -Dfields.seed}, or as many as {@code -Dfields.seeds} says. */
  static List<Long> seeds() {
    Long seed = Long.getLong("fields.seed");
    return seed == null
        ? LongStream.rangeClosed(1, Long.getLong("fields.seeds", SEEDS)).boxed().toList()
        : List.of(seed);
  }

  /** Plays it until all has arrived, and sees that the regions are the same. */
  void play(Map<String, String> settings) {
    try (FieldRegion one = new FieldRegion(B, settings);
        FieldRegion other = new FieldRegion(C, settings)) {
      List<FieldRegion> regions = List.of(one, other);
      for (int step = 0; step < STEPS; step++) {
        int at = random.nextInt(2);
        if (random.nextInt(3) == 0) {
          DocumentChange change = write(regions.get(at), step);
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

  private @Nullable DocumentChange write(FieldRegion region, int step) {
    BsonDocument found = region.document();
    if (found != null && random.nextInt(8) == 0) {
      return region.write(null, 1 + random.nextInt(4));
    }
    BsonDocument after = found == null ? FieldRegion.KEY.clone() : found.clone();
    for (int n = random.nextInt(2); n >= 0; n--) {
      edit.apply(after, step);
    }
    return after.equals(found) ? null : region.write(after, 1 + random.nextInt(4));
  }
}
