package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MarkedWritesTest {

  private static final MarkedKey KEY =
      new MarkedKey(new Origin("a"), new TableName("shop", "chats"), new KeyHash(1, 2));
  private static final ChangeId WINNER = new ChangeId(new Origin("b"), new Stamp(7));

  private static WriteId write(long number) {
    return new WriteId("w", number);
  }

  private static MarkedDocument written(String content, long number) {
    return new MarkedDocument(
        content, DocumentMarker.of(KEY, WINNER, VersionVector.EMPTY, content, write(number)));
  }

  @Test
  void a_new_mark_is_the_sinks_and_one_that_was_seen_is_a_copy() {
    MarkedDocument document = written("x", 3);

    assertThat(MarkedWrites.NONE.writes(null, document, KEY)).isTrue();
    assertThat(MarkedWrites.NONE.withWrite(write(3)).writes(null, document, KEY)).isFalse();
    assertThat(MarkedWrites.NONE.withWrite(write(2)).writes(null, document, KEY)).isTrue();
  }

  @Test
  void a_mark_that_was_there_before_is_no_write_of_the_sinks_even_where_nothing_is_remembered() {
    MarkedDocument changed = new MarkedDocument("y", written("x", 3).marker());

    assertThat(MarkedWrites.NONE.writes(written("x", 3), changed, KEY)).isFalse();
  }

  @Test
  void deletes_of_one_batch_are_told_apart_until_their_writer_has_moved_on() {
    MarkedDocument five = new MarkedDocument("x", null).going(KEY, WINNER, write(5));
    MarkedDocument six = new MarkedDocument("x", null).going(KEY, WINNER, write(6));
    MarkedWrites both = MarkedWrites.NONE.withRemoving(write(5), 5).withRemoving(write(6), 5);

    assertThat(both.deletes(five, null, KEY)).isNotNull();
    assertThat(both.deletes(six, null, KEY)).isNotNull();
    assertThat(both.deletes(six, six, KEY)).as("it is there").isNull();

    MarkedWrites later = both.withRemoving(write(9), 9);
    assertThat(later.deletes(six, null, KEY)).isNull();
    assertThat(later.withRemoving(write(6), 5)).as("told again").isEqualTo(later);
  }

  @Test
  void comes_back_from_its_text() {
    MarkedWrites marks =
        MarkedWrites.NONE
            .withWrite(write(5))
            .withWrite(new WriteId("Zx-_9", 1L << 40))
            .withRemoving(write(5), 4)
            .withRemoving(write(6), 4);

    assertThat(MarkedWrites.parse(marks.text())).isEqualTo(marks);
    assertThat(MarkedWrites.parse(MarkedWrites.NONE.text())).isEqualTo(MarkedWrites.NONE);
    assertThatThrownBy(() -> MarkedWrites.parse("2||"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("newer plugin");
  }
}
