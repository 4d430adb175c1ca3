package org.anabranch.model.column;

import static org.anabranch.model.column.DocumentMergeTest.leaf;
import static org.anabranch.model.column.DocumentMergeTest.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.anabranch.model.column.ColumnChange.Kind;
import org.anabranch.model.column.ColumnMerge.Target;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentTest {

  private static final Origin THERE = new Origin("there");
  private static final Origin ELSEWHERE = new Origin("elsewhere");
  private static final JsonTree START =
      object(Map.of("mail", leaf("1"), "address", object(Map.of("city", leaf("2")))));

  private final Document document = new Document();

  private static ColumnChange<JsonTree> update(
      Origin origin, long stamp, @Nullable JsonTree after) {
    ChangeId id = new ChangeId(origin, new Stamp(stamp));
    return new ColumnChange<>(id, VersionVector.EMPTY.with(id), Kind.UPDATE, START, after);
  }

  private static JsonTree with(Map<String, JsonTree> members) {
    return object(members);
  }

  private Paths merged(ColumnChange<JsonTree> one, ColumnChange<JsonTree> other) {
    return document.merge(document.merge(document.nothing(), one), other);
  }

  private @Nullable JsonTree held(Paths merged, JsonTree current) {
    return document.write(document.nothing(), merged, current).value();
  }

  @Test
  void an_object_that_was_emptied_after_another_region_removed_it_is_there() {
    ColumnChange<JsonTree> emptied =
        update(ELSEWHERE, 7, with(Map.of("mail", leaf("1"), "address", with(Map.of()))));
    ColumnChange<JsonTree> removed = update(THERE, 5, with(Map.of("mail", leaf("1"))));

    assertThat(held(merged(removed, emptied), START))
        .isEqualTo(held(merged(emptied, removed), START))
        .isEqualTo(emptied.after());
  }

  @Test
  void a_row_that_comes_back_begins_with_what_it_held_whatever_the_image_has() {
    ChangeId first = new ChangeId(THERE, Stamp.ZERO);
    JsonTree image = with(Map.of("mail", leaf("0"), "gone", leaf("7")));

    Paths merged = document.held(document.nothing(), first, START);

    assertThat(document.create(merged, image, VersionVector.EMPTY)).isEqualTo(START);
    Paths later = document.merge(merged, update(ELSEWHERE, 7, with(Map.of("mail", leaf("8")))));
    assertThat(document.create(later, image, VersionVector.EMPTY))
        .isEqualTo(with(Map.of("mail", leaf("8"))));
  }

  @Test
  void what_lies_below_a_value_that_another_region_wrote_is_its_rival() {
    ColumnChange<JsonTree> value =
        update(THERE, 5, with(Map.of("mail", leaf("1"), "address", leaf("9"))));
    ColumnChange<JsonTree> below =
        update(
            ELSEWHERE,
            7,
            with(Map.of("mail", leaf("1"), "address", with(Map.of("city", leaf("8"))))));
    ColumnChange<JsonTree> beside =
        update(
            ELSEWHERE,
            7,
            with(Map.of("mail", leaf("8"), "address", with(Map.of("city", leaf("2"))))));

    assertThat(document.rivals(document.merge(document.nothing(), value), below))
        .containsExactly(value.id());
    assertThat(document.rivals(document.merge(document.nothing(), below), value))
        .containsExactly(below.id());
    assertThat(document.rivals(document.merge(document.nothing(), value), beside)).isEmpty();
  }

  @Test
  void what_two_regions_wrote_at_different_paths_is_all_there() {
    Paths merged =
        merged(
            update(
                THERE,
                5,
                with(Map.of("mail", leaf("7"), "address", object(Map.of("city", leaf("2")))))),
            update(
                ELSEWHERE,
                3,
                with(
                    Map.of(
                        "mail",
                        leaf("1"),
                        "address",
                        object(Map.of("city", leaf("2"), "zip", leaf("8")))))));

    assertThat(held(merged, START))
        .isEqualTo(
            object(
                Map.of(
                    "mail",
                    leaf("7"),
                    "address",
                    object(Map.of("city", leaf("2"), "zip", leaf("8"))))));
  }

  @Test
  void an_object_that_was_removed_stays_with_what_another_region_wrote_into_it() {
    Paths merged =
        merged(
            update(THERE, 5, with(Map.of("mail", leaf("1")))),
            update(
                ELSEWHERE,
                3,
                with(
                    Map.of(
                        "mail",
                        leaf("1"),
                        "address",
                        object(Map.of("city", leaf("2"), "zip", leaf("8")))))));

    assertThat(held(merged, START))
        .isEqualTo(object(Map.of("mail", leaf("1"), "address", object(Map.of("zip", leaf("8"))))));
  }

  @Test
  void of_a_leaf_and_what_is_written_below_it_the_later_stays() {
    JsonTree below =
        with(
            Map.of(
                "mail", leaf("1"), "address", object(Map.of("city", leaf("2"), "zip", leaf("8")))));
    JsonTree instead = with(Map.of("mail", leaf("1"), "address", leaf("9")));

    assertThat(held(merged(update(THERE, 5, instead), update(ELSEWHERE, 3, below)), START))
        .isEqualTo(instead);
    assertThat(held(merged(update(THERE, 3, instead), update(ELSEWHERE, 5, below)), START))
        .isEqualTo(object(Map.of("mail", leaf("1"), "address", object(Map.of("zip", leaf("8"))))));
  }

  @Test
  void what_was_written_here_at_another_path_is_kept() {
    Paths merged =
        document.merge(
            document.nothing(),
            update(
                THERE,
                5,
                with(Map.of("mail", leaf("7"), "address", object(Map.of("city", leaf("2")))))));
    JsonTree here = object(Map.of("mail", leaf("1"), "address", object(Map.of("city", leaf("4")))));

    assertThat(held(merged, here))
        .isEqualTo(object(Map.of("mail", leaf("7"), "address", object(Map.of("city", leaf("4"))))));
  }

  @Test
  void what_was_written_here_below_a_leaf_that_is_to_come_is_left_alone() {
    Paths merged =
        document.merge(
            document.nothing(),
            update(THERE, 5, with(Map.of("mail", leaf("1"), "address", leaf("9")))));
    JsonTree here =
        object(
            Map.of(
                "mail", leaf("1"), "address", object(Map.of("city", leaf("2"), "zip", leaf("8")))));

    assertThat(document.write(document.nothing(), merged, here))
        .isEqualTo(new Target<>(here, false));
  }

  @Test
  void a_document_that_is_set_to_null_is_null() {
    assertThat(held(document.merge(document.nothing(), update(THERE, 5, null)), START)).isNull();
  }

  @Test
  void nothing_is_left_of_what_everybody_has_seen() {
    Paths merged =
        merged(update(THERE, 5, leaf("1")), update(ELSEWHERE, 3, with(Map.of("mail", leaf("7")))));

    assertThat(
            document.forget(
                merged, VersionVector.of(Map.of(THERE, new Stamp(9), ELSEWHERE, new Stamp(9)))))
        .isEqualTo(document.nothing());
  }
}
