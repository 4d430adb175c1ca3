package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.store.mongodb.DocumentChange.deletes;
import static org.anabranch.store.mongodb.DocumentChange.writes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.store.mongodb.document.DocumentBytes;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Documents whose nested documents are merged path by path, in either order of arrival. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PathMergeTest {

  private static final Map<String, String> PATHS = Map.of("merge.columns", "shop.chats.s:json");

  private static final String BASE = "{_id: 1, s: {x: 1, y: {p: 1, q: 1}}}";

  private static BsonDocument document(String json) {
    return BsonDocument.parse(json);
  }

  /** The first document, which both changes have seen. */
  private static DocumentChange base() {
    return writes(B, 5, document(BASE)).inserting();
  }

  private static DocumentChange ofB(long stamp, String after) {
    return writes(B, stamp, document(after)).over(document(BASE));
  }

  private static DocumentChange ofC(long stamp, String after) {
    return writes(C, stamp, document(after)).over(document(BASE)).saw(B, 5);
  }

  /** Changes that had not seen each other come to the same in both orders. */
  private static void assertMerged(
      DocumentChange one, DocumentChange other, @Nullable String merged, int conflicts) {
    for (List<DocumentChange> order : List.of(List.of(one, other), List.of(other, one))) {
      try (FieldRegion region = new FieldRegion(A, PATHS)) {
        region.merge(base());
        order.forEach(region::merge);

        assertThat(region.document()).isEqualTo(merged == null ? null : document(merged));
        assertThat(region.deployment().own("conflict").countDocuments()).isEqualTo(conflicts);
      }
    }
  }

  @Test
  void different_paths_of_one_document_are_both_there_and_in_no_conflict() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 2, y: {p: 1, q: 2}}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {p: 2, q: 1}, z: {$numberLong: \"1\"}}}"),
        "{_id: 1, s: {x: 2, y: {p: 2, q: 2}, z: {$numberLong: \"1\"}}}",
        0);
  }

  @Test
  void of_one_path_the_later_value_stays() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: null, y: {p: 1, q: 1}}}"),
        ofC(7, "{_id: 1, s: {y: {p: 1, q: 1}}}"),
        "{_id: 1, s: {x: null, y: {p: 1, q: 1}}}",
        1);
    assertMerged(
        ofB(7, "{_id: 1, s: {x: null, y: {p: 1, q: 1}}}"),
        ofC(9, "{_id: 1, s: {y: {p: 1, q: 1}}}"),
        "{_id: 1, s: {y: {p: 1, q: 1}}}",
        1);
  }

  @Test
  void who_removes_a_document_removes_what_they_saw_in_it() {
    for (long stamp : List.of(7L, 11L)) {
      assertMerged(
          ofB(9, "{_id: 1, s: {x: 1}}"),
          ofC(stamp, "{_id: 1, s: {x: 1, y: {p: 1, q: 1, new: [1]}}}"),
          "{_id: 1, s: {x: 1, y: {new: [1]}}}",
          0);
      assertMerged(
          ofB(9, "{_id: 1}"),
          ofC(stamp, "{_id: 1, s: {x: 1, y: {p: 1, q: 1}, new: {}}}"),
          "{_id: 1, s: {new: {}}}",
          0);
    }
  }

  @Test
  void an_empty_document_is_not_a_missing_one() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 1, y: {}}}"),
        ofC(7, "{_id: 1, s: {y: {p: 1, q: 1}}}"),
        "{_id: 1, s: {y: {}}}",
        0);
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 1, y: {}}}"),
        ofC(7, "{_id: 1, s: {x: 1}}"),
        "{_id: 1, s: {x: 1, y: {}}}",
        0);
    assertMerged(
        ofB(7, "{_id: 1, s: {x: 1, y: {}}}"),
        ofC(9, "{_id: 1, s: {x: 1}}"),
        "{_id: 1, s: {x: 1}}",
        0);
    assertMerged(
        ofB(9, "{_id: 1, s: {}}"), ofC(7, "{_id: 1, s: {x: 1, y: {p: 1}}}"), "{_id: 1, s: {}}", 0);
  }

  @Test
  void of_a_value_in_the_place_of_a_document_and_a_path_in_it_the_later_one_stays() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 1, y: [{p: 1}]}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {p: 2, q: 1}}}"),
        "{_id: 1, s: {x: 1, y: [{p: 1}]}}",
        1);
    assertMerged(
        ofB(7, "{_id: 1, s: {x: 1, y: [{p: 1}]}}"),
        ofC(9, "{_id: 1, s: {x: 1, y: {p: 2, q: 1}}}"),
        "{_id: 1, s: {x: 1, y: {p: 2}}}",
        1);
    assertMerged(
        ofB(7, "{_id: 1, s: \"text\"}"),
        ofC(9, "{_id: 1, s: {x: 1, y: {p: 1, q: 1}, z: 1}}"),
        "{_id: 1, s: {z: 1}}",
        1);
  }

  @Test
  void a_document_in_the_place_of_a_value_is_merged_from_then_on() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: {a: 1}, y: {p: 1, q: 1}}}"),
        ofC(7, "{_id: 1, s: {x: {b: 1}, y: {p: 1, q: 1}}}"),
        "{_id: 1, s: {x: {a: 1, b: 1}, y: {p: 1, q: 1}}}",
        0);
  }

  @Test
  void arrays_references_and_fields_that_are_not_named_are_values() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 1, y: {p: 1, q: 1}, list: [{a: 1}]}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {p: 1, q: 1}, list: [{b: 1}]}}"),
        "{_id: 1, s: {x: 1, y: {p: 1, q: 1}, list: [{a: 1}]}}",
        1);
    assertMerged(
        ofB(9, "{_id: 1, s: {x: {$ref: \"a\", $id: 1}, y: {p: 1, q: 1}}}"),
        ofC(7, "{_id: 1, s: {x: {$ref: \"b\", $id: 2}, y: {p: 1, q: 1}}}"),
        "{_id: 1, s: {x: {$ref: \"a\", $id: 1}, y: {p: 1, q: 1}}}",
        1);
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 1, y: {p: 1, q: 1}}, t: {a: 1}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {p: 1, q: 1}}, t: {b: 1}}"),
        "{_id: 1, s: {x: 1, y: {p: 1, q: 1}}, t: {a: 1}}",
        1);
  }

  @Test
  void names_with_dots_and_dollars_are_names() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 1, y: {p: 1, q: 1, \"a.b\": 1, \"$x\": {\"\": 1}}}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {p: 1, q: 1, a: {b: 2}, \"$x\": {\"\\\"\": 1}}}}"),
        "{_id: 1, s: {x: 1, y: {p: 1, q: 1, \"a.b\": 1, \"$x\": {\"\": 1, \"\\\"\": 1}, a: {b: 2}}}}",
        0);
  }

  @Test
  void a_later_delete_takes_the_document_and_is_in_conflict_with_what_it_had_not_seen() {
    assertMerged(
        deletes(B, 9, new BsonInt32(1)).over(document(BASE)),
        ofC(7, "{_id: 1, s: {x: 2, y: {p: 1, q: 1}}}"),
        null,
        1);
  }

  @Test
  void a_nested_document_keeps_its_order_and_what_is_new_has_that_of_its_change() {
    try (FieldRegion region = new FieldRegion(A, PATHS)) {
      region.merge(writes(B, 5, document("{_id: 1, s: {y: {q: 1, p: 1}, x: 1}}")).inserting());
      assertThat(bytes(region)).isEqualTo(bytes("{_id: 1, s: {y: {q: 1, p: 1}, x: 1}}"));

      region.merge(
          writes(C, 7, document("{_id: 1, s: {new: {b: 1, a: 1}, x: 1, y: {p: 2, m: 1, q: 1}}}"))
              .over(document("{_id: 1, s: {x: 1, y: {p: 1, q: 1}}}"))
              .saw(B, 5));

      assertThat(bytes(region))
          .isEqualTo(bytes("{_id: 1, s: {y: {q: 1, p: 2, m: 1}, x: 1, new: {b: 1, a: 1}}}"));
    }
  }

  @Test
  void what_an_application_writes_at_another_path_meanwhile_stays() {
    try (FieldRegion region = new FieldRegion(A, PATHS)) {
      region.merge(base());
      DocumentChange own = region.write(document("{_id: 1, s: {y: {p: \"own\", q: 1}}}"), 1);
      region.merge(ofC(9, "{_id: 1, s: {x: 1, y: {p: 1, q: 2}, z: 1}}"));
      assertThat(region.document())
          .isEqualTo(document("{_id: 1, s: {y: {p: \"own\", q: 2}, z: 1}}"));

      region.merge(own);

      assertThat(region.document())
          .isEqualTo(document("{_id: 1, s: {y: {p: \"own\", q: 2}, z: 1}}"));
      assertThat(region.deployment().own("conflict").countDocuments()).isZero();
    }
  }

  @Test
  void what_an_application_puts_in_the_place_of_a_document_meanwhile_is_not_written_over() {
    try (FieldRegion region = new FieldRegion(A, PATHS)) {
      region.merge(base());
      DocumentChange own = region.write(document("{_id: 1, s: {x: 1, y: 5}}"), 20);
      region.merge(ofC(9, "{_id: 1, s: {x: 1, y: {p: 1, q: 2}}}"));
      assertThat(region.document()).isEqualTo(document("{_id: 1, s: {x: 1, y: 5}}"));

      region.merge(own);

      assertThat(region.document()).isEqualTo(document("{_id: 1, s: {x: 1, y: 5}}"));
    }
  }

  @Test
  void versions_in_flight_that_were_merged_by_field_are_not_taken_for_paths() {
    try (FieldRegion region = new FieldRegion(A)) {
      region.merge(base());
      region.merge(ofB(9, "{_id: 1, s: {x: 2, y: {p: 1, q: 1}}}"));

      region.restart(PATHS);

      assertThatThrownBy(() -> region.merge(ofC(7, "{_id: 1, s: {x: 1, y: {p: 2, q: 1}}}")))
          .hasStackTraceContaining("A document is to be merged by json(s)")
          .hasStackTraceContaining("merged by json. Configure that again");
    }
  }

  private static byte[] bytes(FieldRegion region) {
    return DocumentBytes.of(Objects.requireNonNull(region.document()));
  }

  private static byte[] bytes(String json) {
    return DocumentBytes.of(document(json));
  }
}
