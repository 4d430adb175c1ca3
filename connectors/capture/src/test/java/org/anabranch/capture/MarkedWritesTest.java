package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MarkedWritesTest {

  private static final MarkedKey KEY =
      new MarkedKey(new Origin("a"), new TableName("shop", "chats"), new KeyHash(1, 2));
  private static final ChangeId WINNER = new ChangeId(new Origin("b"), new Stamp(7));

  private static final int DELETES = 100_000;
  private static final int BATCH = 1_000;

  private static WriteId write(long number) {
    return new WriteId("w", number);
  }

  private static MarkedDocument written(String content, long number) {
    return new MarkedDocument(
        content, DocumentMarker.of(KEY, WINNER, VersionVector.EMPTY, content, write(number)));
  }

  private static MarkedDocument going(long number) {
    return new MarkedDocument("x", null).going(KEY, WINNER, write(number));
  }

  /** What is remembered once the sink has written a document. */
  private static MarkedWrites shown(MarkedWrites before, long number) {
    return told(before, written("x", number));
  }

  /** What is remembered once the sink has marked a document as going. */
  private static MarkedWrites marked(MarkedWrites before, long number) {
    return told(before, going(number));
  }

  private static MarkedWrites told(MarkedWrites before, MarkedDocument after) {
    return before.withWrite(Objects.requireNonNull(after.marker()));
  }

  @Test
  void a_new_mark_is_the_sinks_and_one_that_was_seen_is_a_copy() {
    MarkedDocument document = written("x", 3);

    assertThat(MarkedWrites.NONE.writes(null, document, KEY)).isTrue();
    assertThat(shown(MarkedWrites.NONE, 3).writes(null, document, KEY)).isFalse();
    assertThat(shown(MarkedWrites.NONE, 2).writes(null, document, KEY)).isTrue();
  }

  @Test
  void a_mark_that_was_there_before_is_no_write_of_the_sinks_even_where_nothing_is_remembered() {
    MarkedDocument changed = new MarkedDocument("y", written("x", 3).marker());

    assertThat(MarkedWrites.NONE.writes(written("x", 3), changed, KEY)).isFalse();
  }

  @Test
  void deletes_of_one_batch_are_told_apart_until_their_writer_has_moved_on() {
    MarkedDocument five = going(5);
    MarkedDocument six = going(6);
    MarkedWrites both = MarkedWrites.NONE.withRemoving(write(5), 5).withRemoving(write(6), 5);

    assertThat(both.deletes(five, null, KEY)).isNotNull();
    assertThat(both.deletes(six, null, KEY)).isNotNull();
    assertThat(both.deletes(six, six, KEY)).as("it is there").isNull();

    MarkedWrites later = both.withRemoving(write(9), 9);
    assertThat(later.deletes(six, null, KEY)).isNull();
    assertThat(later.withRemoving(write(6), 5)).as("told again").isEqualTo(later);
  }

  @Test
  void a_mark_that_is_not_merged_deletes_nothing_whatever_is_written_around_it() {
    MarkedWrites marks = marked(shown(MarkedWrites.NONE, 1), 3);
    marks = marked(shown(marks, 4), 6).withRemoving(write(6), 3);
    marks = shown(marks, 9);

    assertThat(marks.deletes(going(6), null, KEY)).isNotNull();
    assertThat(marks.deletes(going(3), null, KEY)).as("given up").isNull();
    assertThat(marks.withRemoving(write(3), 3).deletes(going(3), null, KEY)).isNotNull();
  }

  @Test
  void nothing_is_known_of_what_a_writer_had_done_before_it_was_first_seen() {
    MarkedWrites marks = shown(MarkedWrites.NONE, 7);

    assertThat(marks.deletes(going(5), null, KEY)).isNull();
    assertThat(marks.withRemoving(write(5), 5).deletes(going(5), null, KEY)).isNotNull();
    assertThat(marks.withRemoving(write(5), 5).deletes(going(4), null, KEY)).isNull();
  }

  /** The state is part of every offset, so it is read and written as often as there are deletes. */
  @Test
  @Timeout(60)
  void a_hundred_thousand_deletes_of_one_batch_take_no_more_than_a_line() {
    MarkedWrites marks = MarkedWrites.NONE;
    for (int number = 1; number <= DELETES; number++) {
      marks = marked(marks, number);
    }
    for (int number = 1; number <= DELETES; number++) {
      marks = marks.withRemoving(write(number), 1);
      assertThat(marks.text()).hasSizeLessThan(40);
    }
    for (int number = 1; number <= DELETES; number++) {
      assertThat(marks.deletes(going(number), null, KEY)).isNotNull();
    }
  }

  /** Of writes and deletes in turn, so that no two marks follow each other. */
  @Test
  @Timeout(60)
  void what_is_in_flight_is_remembered_and_the_batches_before_are_not() {
    MarkedWrites marks = MarkedWrites.NONE;
    for (int batch = 1; batch < DELETES; batch += 2 * BATCH) {
      for (int number = batch; number < batch + 2 * BATCH; number += 2) {
        marks = shown(marked(marks, number), number + 1);
      }
      assertThat(marks.text()).hasSizeLessThan(6 * BATCH);
      for (int number = batch; number < batch + 2 * BATCH; number += 2) {
        marks = marks.withRemoving(write(number), batch);
      }
      assertThat(marks.text()).hasSizeLessThan(40);
      assertThat(marks.deletes(going(batch), null, KEY)).isNotNull();
      assertThat(marks.deletes(going(batch - 2), null, KEY)).as("of before").isNull();
    }
  }

  @Test
  void comes_back_from_its_text() {
    MarkedWrites marks = marked(shown(MarkedWrites.NONE, 5), 6);
    marks = shown(marked(marks, 7).withRemoving(write(7), 6), 8);
    marks = marks.withRemoving(new WriteId("Zx-_9", 1L << 40), 4);

    assertThat(MarkedWrites.parse(marks.text())).isEqualTo(marks);
    assertThat(MarkedWrites.parse(MarkedWrites.NONE.text())).isEqualTo(MarkedWrites.NONE);
    assertThatThrownBy(() -> MarkedWrites.parse("3|"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("newer plugin");
  }

  @Test
  void the_first_format_is_still_read() {
    MarkedWrites marks = MarkedWrites.parse("1|v=3,w=9,|w=4+5+6,");

    assertThat(marks.writes(null, written("x", 9), KEY)).isFalse();
    assertThat(marks.writes(null, written("x", 10), KEY)).isTrue();
    assertThat(marks.deletes(going(5), null, KEY)).isNotNull();
    assertThat(marks.deletes(going(4), null, KEY)).isNull();
    assertThat(marks.withRemoving(write(3), 3).deletes(going(3), null, KEY)).isNull();
    assertThat(MarkedWrites.parse("1||")).isEqualTo(MarkedWrites.NONE);
  }
}
