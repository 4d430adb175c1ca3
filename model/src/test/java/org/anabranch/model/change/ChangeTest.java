package org.anabranch.model.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChangeTest {

  private static final ChangeId ID = new ChangeId(new Origin("a"), new Stamp(5));

  private static Change told(ChangeKind kind) {
    return new Change(
            kind,
            ID,
            ID.stamp(),
            1,
            new TableName("shop", "chats"),
            Operation.UPDATE,
            new KeyHash(1, 2),
            new Lane(0, 1),
            VersionVector.EMPTY.with(ID),
            null,
            7,
            0,
            ColumnMarks.NONE)
        .withWrites(new DocumentWrites(null, new WriteId("w", 1)));
  }

  @Test
  void whoever_may_not_see_a_change_is_told_that_there_was_one() {
    Change stub = told(ChangeKind.CHANGE).asStub();

    assertThat(stub.kind()).isEqualTo(ChangeKind.STUB);
    assertThat(stub.key()).isEqualTo(new KeyHash(1, 2));
    assertThat(stub.writes()).isEqualTo(DocumentWrites.NONE);
  }

  /** A stub of it would delete a row that nobody has changed. */
  @Test
  void whoever_may_not_see_a_receipt_is_told_no_more_than_by_a_mark() {
    Change mark = told(ChangeKind.RECEIPT).asStub();

    assertThat(mark.kind()).isEqualTo(ChangeKind.MARK);
    assertThat(mark.key()).isNull();
    assertThat(mark.operation()).isEqualTo(Operation.NONE);
    assertThat(mark.sequence()).isEqualTo(ID.stamp());
    assertThat(mark.writes()).isEqualTo(DocumentWrites.NONE);
  }
}
