package org.anabranch.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ObservedRemoveSetTest {

  private static final ChangeId ADDING = new ChangeId(new Origin("a"), new Stamp(1));
  private static final ChangeId DELETING = new ChangeId(new Origin("b"), new Stamp(2));

  private final ObservedRemoveSet<String> set = new ObservedRemoveSet<>();

  private static ColumnChange<List<String>> change(
      ChangeId id,
      VersionVector seen,
      Kind kind,
      @Nullable List<String> before,
      @Nullable List<String> after) {
    return new ColumnChange<>(id, seen.with(id), kind, before, after);
  }

  private Elements<String> merged(List<ColumnChange<List<String>>> changes) {
    Elements<String> state = set.nothing();
    for (ColumnChange<List<String>> change : changes) {
      state = set.merge(state, change);
    }
    return state;
  }

  @Test
  void of_an_element_that_a_delete_took_back_nothing_is_left_whichever_comes_first() {
    VersionVector of = VersionVector.EMPTY.with(ADDING);
    for (Kind kind : List.of(Kind.INSERT, Kind.UPDATE)) {
      ColumnChange<List<String>> adding =
          change(ADDING, VersionVector.EMPTY, kind, List.of(), List.of("x"));
      ColumnChange<List<String>> deleting = change(DELETING, of, Kind.DELETE, List.of("x"), null);
      assertThat(merged(List.of(deleting, adding)))
          .as("%s", kind)
          .isEqualTo(merged(List.of(adding, deleting)));
      assertThat(merged(List.of(deleting, adding)).touched()).isEmpty();
    }
  }
}
