package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.store.mongodb.DocumentChange.deletes;
import static org.anabranch.store.mongodb.NestedChat.BASE;
import static org.anabranch.store.mongodb.NestedChat.PATHS;
import static org.anabranch.store.mongodb.NestedChat.base;
import static org.anabranch.store.mongodb.NestedChat.document;
import static org.anabranch.store.mongodb.NestedChat.ofB;
import static org.anabranch.store.mongodb.NestedChat.ofC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Documents whose nested documents are merged path by path, in either order of arrival. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PathMergeTest {

  /** Changes that had not seen each other come to the same in both orders. */
  private static void assertMerged(
      DocumentChange one, DocumentChange other, @Nullable String merged, int conflicts) {
    assertMergedTo(one, other, merged == null ? null : document(merged), conflicts);
  }

  private static void assertMergedTo(
      DocumentChange one, DocumentChange other, @Nullable BsonDocument merged, int conflicts) {
    for (List<DocumentChange> order : List.of(List.of(one, other), List.of(other, one))) {
      try (FieldRegion region = new FieldRegion(A, PATHS)) {
        region.merge(base());
        order.forEach(region::merge);

        assertThat(region.document()).isEqualTo(merged);
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
  void of_a_removed_document_and_a_field_that_it_had_the_later_one_stays() {
    assertMerged(
        ofB(9, "{_id: 1, s: {x: 1}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {p: 2, q: 1}}}"),
        "{_id: 1, s: {x: 1}}",
        1);
    assertMerged(
        ofB(7, "{_id: 1, s: {x: 1}}"),
        ofC(9, "{_id: 1, s: {x: 1, y: {p: 2, q: 1}}}"),
        "{_id: 1, s: {x: 1, y: {p: 2}}}",
        1);
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
  void fields_of_two_regions_that_together_look_like_a_value_of_extended_json_are_fields() {
    BsonDocument both = new BsonDocument("$code", new BsonString("x"));
    both.append("$scope", new BsonDocument());
    assertMergedTo(
        ofB(9, "{_id: 1, s: {x: 1, y: {p: 1, $code: \"x\"}}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {$scope: {}}}}"),
        document("{_id: 1}").append("s", s(both)),
        0);
    assertMergedTo(
        ofB(9, "{_id: 1, s: {x: 1, y: {p: 1, $numberInt: \"words\"}}}"),
        ofC(7, "{_id: 1, s: {x: 1, y: {}}}"),
        document("{_id: 1}")
            .append("s", s(new BsonDocument("$numberInt", new BsonString("words")))),
        0);
  }

  private static BsonDocument s(BsonDocument y) {
    return new BsonDocument("x", new BsonInt32(1)).append("y", y);
  }

  @Test
  void a_later_delete_takes_the_document_and_is_in_conflict_with_what_it_had_not_seen() {
    assertMerged(
        deletes(B, 9, new BsonInt32(1)).over(document(BASE)),
        ofC(7, "{_id: 1, s: {x: 2, y: {p: 1, q: 1}}}"),
        null,
        1);
  }
}
