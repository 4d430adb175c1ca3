package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random tables of random sizes, compared with what Java says differs. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompareRangesTest {

  /** Replay a seed by putting it here alone. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void finds_exactly_what_differs(int seed) throws SQLException {
    Random random = new Random(seed);
    PostgresDatabase left = TwoServers.left();
    PostgresDatabase right = TwoServers.right();
    // Odd seeds: the sides sort the keys differently.
    create(left, "C");
    create(right, seed % 2 == 0 ? "C" : "und-x-icu");
    Map<String, Integer> here = rows(random, random.nextInt(4) * 20);
    Map<String, Integer> there = new TreeMap<>(random.nextBoolean() ? here : Map.of());
    there.keySet().removeIf(key -> random.nextInt(10) == 0);
    there.replaceAll((key, value) -> random.nextInt(10) == 0 ? value + 1 : value);
    there.putAll(rows(random, random.nextInt(4) * 20));
    insert(left, here);
    insert(right, there);

    CommandRun run =
        CommandRun.compare(
            left,
            right,
            "--table=public.t",
            "--show-keys",
            "--settle-ms=0",
            "--chunk-rows=" + (1 + random.nextInt(7)));

    assertThat(shown(run)).as("seed %d", seed).isEqualTo(expected(here, there));
    assertThat(run.status()).isEqualTo(expected(here, there).isEmpty() ? 0 : 1);
  }

  private static void create(PostgresDatabase database, String collation) throws SQLException {
    database.execute(
        VersionRows.TABLE,
        "CREATE TABLE t (k text COLLATE \"%s\", n int, v int, PRIMARY KEY (k, n))"
            .formatted(collation));
  }

  /** Texts whose order depends on the collation, in both cases and with punctuation. */
  private static Map<String, Integer> rows(Random random, int count) {
    Map<String, Integer> rows = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      StringBuilder key = new StringBuilder();
      for (int length = random.nextInt(4); length >= 0; length--) {
        key.append("aAbB-_zZ'\"\\".charAt(random.nextInt(11)));
      }
      rows.put("k=" + key + ", n=" + random.nextInt(3), random.nextInt(3));
    }
    return rows;
  }

  private static void insert(PostgresDatabase database, Map<String, Integer> rows)
      throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
      for (Map.Entry<String, Integer> row : rows.entrySet()) {
        String[] key = row.getKey().substring(2).split(", n=", -1);
        insert.setString(1, key[0]);
        insert.setInt(2, Integer.parseInt(key[1]));
        insert.setInt(3, row.getValue());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Set<String> expected(Map<String, Integer> here, Map<String, Integer> there) {
    TreeSet<String> differences = new TreeSet<>();
    for (String key : here.keySet()) {
      if (!there.containsKey(key)) {
        differences.add("only left " + key);
      } else if (!here.get(key).equals(there.get(key))) {
        differences.add("differs " + key);
      }
    }
    for (String key : there.keySet()) {
      if (!here.containsKey(key)) {
        differences.add("only right " + key);
      }
    }
    return differences;
  }

  private static Set<String> shown(CommandRun run) {
    return run.out()
        .lines()
        .skip(1)
        .map(line -> line.replaceFirst("^public.t +[0-9a-f]{32} +", "").replaceFirst(" +no +", " "))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
