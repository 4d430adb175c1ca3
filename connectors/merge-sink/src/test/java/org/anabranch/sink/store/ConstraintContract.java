package org.anabranch.sink.store;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.RowTarget;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What a store promises besides where tables have constraints of all kinds: a {@code body} has a
 * longest length, an {@code extra} that begins with {@code unique} only one note may have, one that
 * begins with {@code never} none.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class ConstraintContract extends ContextStoreContract {

  @Test
  void a_row_that_the_table_refuses_is_not_restored() {
    Arrival bad = by(A, 2).writes(2, "x".repeat(Note.BODY_LENGTH_MAX + 1)).arrival();

    assertThatThrownBy(() -> execute(new RestoreRows(NoteChange.TABLE, List.of(target(bad)))))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageNotContaining("xxx");
    assertThat(find(2)).isNull();
  }

  @Test
  void a_row_that_the_table_refuses_is_named_as_named_as_such_and_nothing_is_written() {
    Arrival good = by(A, 1).writes(1, "fits").arrival();
    Arrival bad = by(A, 2).writes(2, "x".repeat(Note.BODY_LENGTH_MAX + 1)).arrival();

    assertThatThrownBy(() -> upsert(good, bad))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageNotContaining("xxx");

    assertThat(find(1)).isNull();
    assertThat(find(2)).isNull();
    assertThat(read(1)).as("the store is usable again").isEmpty();
  }

  @Test
  void a_given_value_that_is_too_long_is_refused() {
    String longBody = "x".repeat(Note.BODY_LENGTH_MAX + 1);
    RowTarget bad = given(by(A, 1).writes(1, "fits").arrival(), only("body", longBody));

    assertThatThrownBy(() -> upsertColumns(bad))
        .isInstanceOf(StoreException.RowsRefused.class)
        .hasMessageNotContaining("xxx");
    assertThat(find(1)).isNull();
  }

  @Test
  void a_constraint_that_refuses_a_row_is_named() {
    save(new Note(1, "first", "unique-x"));

    assertThatThrownBy(() -> upsert(by(A, 5).writes(new Note(2, "second", "unique-x")).arrival()))
        .isInstanceOfSatisfying(
            StoreException.RowsRefused.class,
            refused -> assertThat(refused.constraint()).isEqualTo("note_extra_unique"));
    assertThatThrownBy(() -> upsert(by(A, 5).writes(new Note(2, "second", "never")).arrival()))
        .isInstanceOfSatisfying(
            StoreException.RowsRefused.class,
            refused -> assertThat(refused.constraint()).isEqualTo("note_extra_never"));
  }

  @Test
  void what_is_in_the_way_is_found_and_named_as_captures_name_it() {
    save(new Note(1, "holder", "unique-x"));
    save(new Note(2, "harmless", "other"));
    save(new Note(4, "none", null));

    List<Obstacles> found =
        obstacles(
            parked(3, A, 5, "unique-x"),
            parked(5, A, 6, "other"),
            parked(6, A, 7, null),
            parked(1, A, 8, "unique-x"),
            parked(7, A, 9, "never"));

    assertThat(found).hasSize(5);
    assertThat(found.get(0).violated()).isNull();
    assertThat(found.get(0).row()).contains("unique-x");
    assertThat(found.get(0).holders())
        .singleElement()
        .satisfies(
            holder -> {
              byte[] canonical = CanonicalKey.of(holder.name());
              assertThat(KeyHasher.withSecret(null).hash(canonical)).isEqualTo(keyOf(1).hash());
              assertThat(holder.constraint()).isEqualTo("note_extra_unique");
              assertThat(holder.content()).contains("holder");
              assertThat(holder.columns().text("body")).isEqualTo("holder");
            });
    assertThat(found.subList(1, 4)).allMatch(of -> of.holders().isEmpty());
    assertThat(found.subList(1, 4)).allMatch(of -> of.violated() == null);
    assertThat(found.get(4).violated()).isEqualTo("note_extra_never");
  }
}
