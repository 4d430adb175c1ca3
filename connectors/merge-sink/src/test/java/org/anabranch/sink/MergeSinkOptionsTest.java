package org.anabranch.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.records.error.ErrorPolicy;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.plan.ConflictPolicy;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.store.Conflict.Verdict;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergeSinkOptionsTest {

  private final Map<String, String> configuration =
      new HashMap<>(Map.of("context.origin", "a", "context.origins", "a,b"));

  @Test
  void only_the_place_in_the_deployment_must_be_said() {
    MergeSinkOptions options = MergeSinkOptions.of(configuration);

    assertThat(options.context().origin().name()).isEqualTo("a");
    assertThat(options.strategies().usual().name()).isEqualTo("last-writer-wins");
    assertThat(options.strategies().ofTables()).isEmpty();
    assertThat(options.truncates()).isEqualTo(TruncatePolicy.FAIL);
    assertThat(options.onError()).isEqualTo(ErrorPolicy.FAIL);
    assertThat(options.batchRowsMax()).isEqualTo(10_000);
    assertThat(options.retriesMax()).isNegative();
    assertThat(options.retryBackoff()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void every_option_is_read() {
    configuration.putAll(
        Map.of(
            "merge.strategy", "version-vector",
            "truncate.policy", "deletes",
            "on.error", "quarantine",
            "batch.rows.max", "7",
            "max.retries", "3",
            "retry.backoff.ms", "250"));

    MergeSinkOptions options = MergeSinkOptions.of(configuration);

    assertThat(options.strategies().usual().verdict()).isEqualTo(Verdict.OPEN);
    assertThat(options.truncates()).isEqualTo(TruncatePolicy.DELETES);
    assertThat(options.onError()).isEqualTo(ErrorPolicy.QUARANTINE);
    assertThat(options.batchRowsMax()).isEqualTo(7);
    assertThat(options.retriesMax()).isEqualTo(3);
    assertThat(options.retryBackoff()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void a_table_may_have_a_strategy_of_its_own() {
    configuration.put("merge.strategy.app.preference", "version-vector");
    configuration.put("merge.strategies", "is another's option");

    MergeStrategies strategies = MergeSinkOptions.of(configuration).strategies();

    assertThat(strategies.of(new TableName("app", "preference")).name())
        .isEqualTo("version-vector");
    assertThat(strategies.of(new TableName("app", "preference")).verdict()).isEqualTo(Verdict.OPEN);
    assertThat(strategies.of(new TableName("app", "session")).name()).isEqualTo("last-writer-wins");
  }

  @Test
  void a_table_may_keep_what_its_region_wrote() {
    configuration.put("conflict.policy.app.preference", "keep-local");
    configuration.put("merge.strategy.app.preference", "version-vector");

    MergeStrategies strategies = MergeSinkOptions.of(configuration).strategies();

    Strategy keeping = strategies.of(new TableName("app", "preference"));
    assertThat(keeping.conflicts()).isEqualTo(ConflictPolicy.KEEP_LOCAL);
    assertThat(keeping.name()).isEqualTo("version-vector");
    assertThat(strategies.usual().conflicts()).isEqualTo(ConflictPolicy.RESOLVE);
    assertThat(strategies.quarantine()).isFalse();
  }

  @Test
  void whoever_keeps_versions_asks_a_person_about_each_conflict() {
    configuration.put("conflict.policy", "keep-local");
    configuration.put("conflict.policy.app.session", "resolve");

    MergeStrategies strategies = MergeSinkOptions.of(configuration).strategies();

    assertThat(strategies.usual().verdict()).isEqualTo(Verdict.OPEN);
    assertThat(strategies.of(new TableName("app", "session")).verdict()).isEqualTo(Verdict.SETTLED);
  }

  @Test
  void conflicts_are_quarantined_where_there_is_a_dead_letter_queue() {
    configuration.put("conflict.policy.app.preference", "quarantine");

    assertThatThrownBy(() -> MergeSinkOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("conflict.policy")
        .hasMessageContaining("errors.deadletterqueue.topic.name")
        .hasMessageContaining("errors.tolerance=all");

    configuration.put("errors.deadletterqueue.topic.name", "dead-letters");
    configuration.put("errors.tolerance", "all");

    assertThat(MergeSinkOptions.of(configuration).strategies().quarantine()).isTrue();
  }

  @Test
  void columns_of_ciphertexts_are_known_by_table_however_it_is_merged() {
    configuration.put(
        "encrypted.columns", "app.customer.email:email_index, app.customer.phone:phone_index");
    configuration.put("merge.strategy.app.customer", "per-column");

    MergeStrategies strategies = MergeSinkOptions.of(configuration).strategies();

    Strategy customer = strategies.of(new TableName("app", "customer"));
    assertThat(customer.encrypted().indexes())
        .isEqualTo(Map.of("email", "email_index", "phone", "phone_index"));
    assertThat(customer.columns()).isNotNull();
    assertThat(strategies.usual().encrypted().isEmpty()).isTrue();

    configuration.remove("merge.strategy.app.customer");
    Strategy whole =
        MergeSinkOptions.of(configuration).strategies().of(new TableName("app", "customer"));
    assertThat(whole.encrypted()).isEqualTo(customer.encrypted());
    assertThat(whole.columns()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app.customer.email|name the column and that of its index as schema.table.column:index",
        "app.t.a:a|a is to be the index of a, but holds ciphertexts itself",
        "app.t.a:b, app.t.b:c|b is to be the index of a, but holds ciphertexts itself",
        "app.t.a:i, app.t.b:i|i is the index of two columns",
        "app.t.a:i, app.t.a:j|the column a of app.t is named twice",
        "app.session.calls:i|the column calls is merged by counter",
        "app.session.a:calls|the column calls is merged by counter"
      })
  void nonsense_about_ciphertexts_is_told(String entries, String why) {
    configuration.put("merge.columns", "app.session.calls:counter");
    configuration.put("encrypted.columns", entries);

    assertThatThrownBy(() -> MergeSinkOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("encrypted.columns")
        .hasMessageContaining(why);

    ConfigValue validated = new ConfigValue("encrypted.columns");
    MergeSinkOptions.check(List.of(validated), configuration);
    assertThat(validated.errorMessages())
        .singleElement()
        .satisfies(message -> assertThat(message).contains(why));
  }

  @Test
  void a_table_that_is_merged_by_column_may_let_deletes_or_writes_win() {
    configuration.put("merge.strategy.app.preference", "per-column");
    configuration.put("delete.policy.app.preference", "add-wins");
    configuration.put("merge.columns", "app.session.calls:counter");
    configuration.put("delete.policy.app.session", "delete-wins");

    MergeStrategies strategies = MergeSinkOptions.of(configuration).strategies();

    assertThat(strategies.of(new TableName("app", "preference")).columns())
        .returns(DeletePolicy.ADD_WINS, TableColumns::deletes);
    assertThat(strategies.of(new TableName("app", "session")).columns())
        .returns(DeletePolicy.DELETE_WINS, TableColumns::deletes)
        .returns(Map.of("calls", "counter"), TableColumns::merges);
  }

  @ParameterizedTest
  @CsvSource({
    "delete.policy, merge.strategy=per-column",
    "delete.policy.app.preference, merge.strategy.app.preference=per-column"
  })
  void deletes_of_whole_rows_are_the_last_writers(String option, String way) {
    configuration.put(option, "add-wins");

    assertThatThrownBy(() -> MergeSinkOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(option)
        .hasMessageContaining(way);
  }

  @Test
  void a_truncate_is_no_delete_where_another_than_the_last_writer_may_be_right() {
    configuration.put("truncate.policy", "deletes");
    configuration.put("merge.strategy.app.session", "per-column");
    configuration.put("delete.policy.app.session", "add-wins");

    assertThatThrownBy(() -> MergeSinkOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("delete.policy")
        .hasMessageContaining("truncate.policy=fail");
  }

  @ParameterizedTest
  @CsvSource({
    "conflict.policy, merge.strategy",
    "conflict.policy, merge.strategy.app.preference",
    "conflict.policy.app.preference, merge.strategy",
    "conflict.policy.app.preference, merge.strategy.app.preference"
  })
  void a_table_that_is_merged_by_column_keeps_no_versions(String policy, String strategy) {
    configuration.put(policy, "keep-local");
    configuration.put(strategy, "per-column");

    assertThatThrownBy(() -> MergeSinkOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("conflict.policy")
        .hasMessageContaining("merged by column")
        .hasMessageContaining("to resolve");
  }

  @ParameterizedTest
  @CsvSource({
    "delete.policy, region-priority",
    "delete.policy.app.preference, region-priority",
    "conflict.policy, region-priority",
    "conflict.policy.app.preference, region-priority",
    "conflict.policy.preference, keep-local",
    "merge.strategy, region-priority",
    "merge.strategy.app.preference, region-priority",
    "merge.strategy.app.preference, ''",
    "merge.strategy.preference, version-vector",
    "merge.strategy.app., version-vector",
    "merge.strategy..preference, version-vector",
    "merge.strategy., version-vector",
    "merge.strategy.app.preference.name, version-vector",
    "truncate.policy, drop",
    "on.error, ignore",
    "batch.rows.max, 0",
    "max.retries, -2",
    "retry.backoff.ms, -1",
    "context.origin, not listed"
  })
  void a_wrong_value_is_refused_by_the_name_of_its_option(String option, String value) {
    configuration.put(option, value);

    assertThatThrownBy(() -> MergeSinkOptions.of(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(option);
  }

  @Test
  void every_option_is_documented_and_has_its_place() {
    ConfigDef options = MergeSinkOptions.define(new ConfigDef());

    assertThat(options.configKeys().values())
        .isNotEmpty()
        .allSatisfy(
            key -> {
              assertThat(key.documentation).as(key.name).isNotBlank();
              assertThat(key.group).as(key.name).isNotBlank();
              assertThat(key.displayName).as(key.name).isNotBlank();
            });
  }
}
