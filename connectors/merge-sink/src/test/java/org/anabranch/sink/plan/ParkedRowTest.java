package org.anabranch.sink.plan;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.anabranch.sink.store.InMemoryStore;
import org.anabranch.sink.store.Statement.WriteVersions;
import org.anabranch.sink.store.StoreTransaction;
import org.anabranch.sink.store.VersionRow;
import org.anabranch.sink.store.VersionRow.SinkWrite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What merges remember of a row that is parked. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ParkedRowTest {

  private final MergingRegion region = new MergingRegion(A);

  /**
   * An application had written to the row before it was parked, so it is not the winner's alone.
   */
  @Test
  void own_changes_that_are_in_a_parked_row_stay_in_it_when_an_older_one_comes_back() {
    region.parks(by(B, 8).writes(1, "b8"));
    holdsOwnChangesUpTo(48);

    region.merge(by(A, 6).at(10).writes(1, "a6"));

    SinkWrite written = written();
    assertThat(written.deleted()).isTrue();
    assertThat(written.kept()).isEqualTo(48);
  }

  @Test
  void a_new_winner_that_is_parked_holds_none() {
    region.parks(by(B, 8).writes(1, "b8"));
    holdsOwnChangesUpTo(48);

    region.parks(by(B, 9).saw(B, 8).writes(1, "b9"));

    assertThat(written().kept()).isZero();
  }

  /** Both go by one name, and only the row that was found in the table held own changes. */
  @Test
  void a_row_of_a_snapshot_that_is_parked_in_place_of_an_earlier_one_holds_none() {
    region.parks(by(B, 4).writes(1, "b4").asSnapshot());
    holdsOwnChangesUpTo(48);

    region.parks(by(B, 6).writes(1, "b6").asSnapshot());

    assertThat(written().kept()).isZero();
  }

  private void holdsOwnChangesUpTo(long position) {
    VersionRow row = Objects.requireNonNull(region.version(1));
    SinkWrite was = written();
    try (StoreTransaction transaction = new InMemoryStore(region.database).begin()) {
      transaction.execute(
          new WriteVersions(
              List.of(
                  new VersionRow(
                      row.key(),
                      row.version(),
                      row.hidden(),
                      new SinkWrite(was.position(), was.writer(), true, position)))));
      transaction.commit();
    }
  }

  private SinkWrite written() {
    return Objects.requireNonNull(Objects.requireNonNull(region.version(1)).written());
  }
}
