package org.anabranch.store.mongodb;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories of one document whose fields, or paths in them, are set, removed and made null in two
 * regions. A seed is replayed with {@code -Dfields.seed=N}; {@code -Dfields.seeds=N} tries as many.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FieldHistoryTest {

  private static final List<String> FIELDS = List.of("p", "q", "r", "s");

  /** Those of the document itself, to which the driver lets no dollar sign begin a name. */
  private static final List<String> OUTER = List.of("a", "b.c");

  private static final List<String> INNER = List.of("a", "b.c", "$d", "$ref");
  private static final int DEPTH_MAX = 3;

  static List<Long> seeds() {
    return FieldHistory.seeds();
  }

  @ParameterizedTest(name = "-Dfields.seed={0}")
  @MethodSource("seeds")
  void both_regions_end_with_the_same_fields(long seed) {
    Random random = new Random(seed);
    new FieldHistory(random, (document, step) -> editField(document, random, step)).play(Map.of());
  }

  @ParameterizedTest(name = "-Dfields.seed={0}")
  @MethodSource("seeds")
  void both_regions_end_with_the_same_paths(long seed) {
    Random random = new Random(seed);
    new FieldHistory(random, (document, step) -> editPath(document, random, step, 0))
        .play(Map.of("merge.columns", "shop.chats.*:json"));
  }

  private static void editField(BsonDocument document, Random random, int step) {
    String field = FIELDS.get(random.nextInt(FIELDS.size()));
    switch (random.nextInt(4)) {
      case 0 -> document.remove(field);
      case 1 -> document.put(field, BsonNull.VALUE);
      default -> document.put(field, new BsonInt32(step));
    }
  }

  /** Edits a member, or one of a nested document. */
  private static void editPath(BsonDocument document, Random random, int step, int depth) {
    List<String> names = depth == 0 ? OUTER : INNER;
    String name = names.get(random.nextInt(names.size()));
    if (document.isDocument(name) && random.nextInt(4) > 0) {
      editPath(document.getDocument(name), random, step, depth + 1);
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> document.remove(name);
      case 1 -> document.put(name, BsonNull.VALUE);
      case 2 -> document.put(name, new BsonInt32(step));
      default -> document.put(name, nested(random, step, depth + 1));
    }
  }

  /** An empty document, or one in which something is. */
  private static BsonDocument nested(Random random, int step, int depth) {
    BsonDocument nested = new BsonDocument();
    if (depth < DEPTH_MAX) {
      for (int n = random.nextInt(3); n > 0; n--) {
        editPath(nested, random, step, depth);
      }
    }
    return nested;
  }
}
