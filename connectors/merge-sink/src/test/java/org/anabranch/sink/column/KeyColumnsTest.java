package org.anabranch.sink.column;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.vector;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.anabranch.model.version.VersionVector;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeyColumnsTest {

  private static final TableColumns COUNTING = TableColumns.of(Map.of("extra", "counter"));
  private static final int INCREMENTS = 200;

  @Test
  void a_counter_that_is_written_all_the_time_keeps_no_more_than_is_in_flight() {
    assertThat(bytesAfterIncrements(2)).isLessThan(bytesAfterIncrements(INCREMENTS) / 10);
  }

  /** Increments that come one by one, everybody acknowledging each so much later. */
  private static int bytesAfterIncrements(int later) {
    RowColumns row = RowColumns.NONE;
    for (int stamp = 1; stamp <= INCREMENTS; stamp++) {
      VersionVector stable = vector(Map.of(B, (long) Math.max(1, stamp - later)));
      KeyColumns columns = new KeyColumns(COUNTING, row, stable);
      columns.merge(
          by(B, stamp).writes(1, "x").change(), false, extra(stamp - 1), extra(stamp), false);
      assertThat(columns.update(extra(stamp - 1), null)).isEqualTo(extra(stamp));
      row = columns.updated(stamp);
    }
    return Objects.requireNonNull(RowColumnsBytes.write(row)).length;
  }

  private static ColumnTexts extra(int number) {
    return new ColumnTexts.Builder().with("extra", String.valueOf(number)).build();
  }
}
