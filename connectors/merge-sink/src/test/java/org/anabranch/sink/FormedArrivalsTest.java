package org.anabranch.sink;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict.Verdict;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A store that wants rows in a form of its own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FormedArrivalsTest {

  private static final String UNFIT = "unfit";

  private final SinkRun run = new SinkRun();

  FormedArrivalsTest() {
    run.form = FormedArrivalsTest::formed;
  }

  /** Rows in upper case; there is one that has none. */
  private static Arrival formed(Arrival arrival) {
    RecordView row = arrival.row();
    Change change = arrival.change();
    if (row == null) {
      return arrival;
    }
    String body = String.valueOf(row.value("body"));
    if (body.equals(UNFIT)) {
      throw new IllegalArgumentException("Column 'body' has no such form");
    }
    RecordView upper =
        RecordViews.of(
            Map.of(
                "id",
                Objects.requireNonNull(row.value("id")),
                "body",
                body.toUpperCase(Locale.ROOT)));
    return new Arrival(change, arrival.key(), upper, arrival.place());
  }

  @Test
  void rows_are_written_in_the_stores_form() {
    run.put(by(B, 5).writes(1, "b5"));

    assertThat(run.body(1)).isEqualTo("B5");
  }

  @Test
  void a_change_without_such_a_form_fails_the_task_with_its_place() {
    assertThatThrownBy(() -> run.put(by(B, 5).writes(1, UNFIT)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Column 'body' has no such form")
        .hasMessageContaining("on.error");
  }

  @Test
  void or_is_quarantined_and_the_next_one_that_has_one_is_merged() {
    run.with("on.error", "quarantine");

    run.put(by(B, 5).writes(1, UNFIT));

    assertThat(run.body(1)).isNull();
    assertThat(run.database.conflicts().values())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.verdict()).isEqualTo(Verdict.QUARANTINED);
              assertThat(conflict.reason()).isEqualTo("Column 'body' has no such form");
            });

    run.put(by(B, 6).writes(1, "b6"));

    assertThat(run.body(1)).isEqualTo("B6");
  }
}
