package org.anabranch.store.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.store.VersionKey;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LaneLocksTest {

  @Test
  void two_tasks_of_a_sink_with_many_tables_and_128_lanes_share_no_lock() {
    List<Set<Integer>> ofLanes =
        IntStream.range(0, 2).mapToObj(task -> numbers(200, task * 64, task * 64 + 64)).toList();

    assertThat(ofLanes.get(0)).isNotEmpty().doesNotContainAnyElementsOf(ofLanes.get(1));
  }

  @Test
  void there_are_few_enough_for_the_locks_of_a_server_with_its_defaults() {
    assertThat(numbers(1_000, 0, 200)).hasSizeLessThanOrEqualTo(4_096);
  }

  @Test
  void tables_of_two_sinks_seldom_share_one() {
    assertThat(numbers(10, 0, 1)).hasSizeGreaterThanOrEqualTo(7);
  }

  private static Set<Integer> numbers(int tables, int from, int to) {
    return IntStream.range(0, tables)
        .boxed()
        .flatMap(table -> IntStream.range(from, to).mapToObj(lane -> number(table, lane)))
        .collect(Collectors.toSet());
  }

  private static int number(int table, int lane) {
    TableName name = new TableName("assistant", "table_" + table);
    return LaneLocks.number(new VersionKey(name, lane, new KeyHash(0, table)));
  }
}
