package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.InMemoryDatabase;
import org.anabranch.sink.store.InMemoryStore;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The lifecycle that Connect drives. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergeSinkTaskTest {

  private static final Map<String, String> CONFIGURATION =
      Map.of("context.origin", "a", "context.origins", "a,b,c", "context.lanes", "4");
  private static final TopicPartition LANE = new TopicPartition("b.contract.note", 1);

  private final InMemoryDatabase database = new InMemoryDatabase();
  private int open;

  private final class Task extends MergeSinkTask {
    @Override
    protected Supplier<ContextStore> store(Map<String, String> configuration) {
      return () -> {
        open++;
        return new FaultyStore(
            new InMemoryStore(database), new FaultyStore.Faults() {}, () -> open--);
      };
    }
  }

  private Task started() {
    Task task = new Task();
    task.initialize(new RecordedContext());
    task.start(CONFIGURATION);
    return task;
  }

  @Test
  void a_task_merges_from_start_to_stop_and_leaves_nothing_open() {
    Task task = started();
    task.open(Set.of(LANE));
    task.put(List.of(SinkRun.record(by(B, 5).writes(1, "b5"))));
    assertThat(open).isEqualTo(1);
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(LANE, new OffsetAndMetadata(6));

    assertThat(task.preCommit(offsets)).isEqualTo(offsets);
    task.close(Set.of(LANE));
    task.stop();

    assertThat(database.find(1)).isNotNull();
    assertThat(open).isZero();
  }

  @Test
  void stopping_twice_or_before_the_start_does_no_harm() {
    new Task().stop();
    Task task = started();
    task.put(List.of());

    task.stop();
    task.stop();

    assertThat(open).isZero();
  }

  @Test
  void a_wrong_configuration_fails_the_start() {
    Task task = new Task();
    task.initialize(new RecordedContext());

    assertThatThrownBy(() -> task.start(Map.of("context.origin", "a")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("context.origins");
    task.stop();
  }

  @Test
  void a_version_is_told() {
    assertThat(new Task().version()).isNotBlank();
  }
}
