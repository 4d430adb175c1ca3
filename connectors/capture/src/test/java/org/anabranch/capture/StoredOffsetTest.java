package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoredOffsetTest {

  private static final TableName NOTES = new TableName("public", "notes");

  private static final StoredOffset OFFSET =
      new StoredOffset(
          Map.of("lsn", 77L),
          new CaptureState(
              new Stamp(1234), Applied.NONE.with(new Origin("b"), NOTES, 3, new Stamp(255))),
          true,
          true,
          "1/2",
          new AppliedAt(
              -2, new Stamp(300), Applied.NONE.with(new Origin("c"), NOTES, 1, new Stamp(300))));

  @Test
  void it_reads_back_what_it_wrote_and_keeps_debeziums_keys_as_they_are() {
    Map<String, ?> map = OFFSET.toMap();
    assertThat(map.get("lsn")).isEqualTo(77L);
    assertThat(map.get("ab.clock")).isEqualTo(1234L);
    assertThat(map.get("ab.applied")).isEqualTo("1|public/notes 3:b=ff");
    assertThat(map.get("ab.horizon")).isEqualTo("1/2");
    assertThat(StoredOffset.of(map)).isEqualTo(OFFSET);
  }

  @Test
  void nothing_stored_is_no_offset() {
    assertThat(StoredOffset.of(null)).isNull();
    assertThat(StoredOffset.of(Map.of())).isNull();
  }

  @Test
  void an_offset_without_our_state_or_with_a_newer_one_is_refused() {
    assertThatThrownBy(() -> StoredOffset.of(Map.of("lsn", 77L)))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("DELETE /connectors/<name>/offsets");
    Map<String, Object> newer = new HashMap<>(OFFSET.toMap());
    newer.put("ab.applied", "9|what this plugin cannot know");
    assertThatThrownBy(() -> StoredOffset.of(newer))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("newer plugin");
  }
}
