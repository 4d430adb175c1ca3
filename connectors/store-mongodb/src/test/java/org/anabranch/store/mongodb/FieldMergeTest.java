package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.store.mongodb.DocumentChange.TABLE;
import static org.anabranch.store.mongodb.DocumentChange.deletes;
import static org.anabranch.store.mongodb.DocumentChange.writes;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
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

/** Documents of which each field goes to its last writer, in either order of arrival. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FieldMergeTest {

  private static final String BASE = "{_id: 1, x: 1, y: 1, z: 1}";

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
      try (FieldRegion region = new FieldRegion(A)) {
        region.merge(base());
        order.forEach(region::merge);

        assertThat(region.document()).isEqualTo(merged == null ? null : document(merged));
        assertThat(region.deployment().own("conflict").countDocuments()).isEqualTo(conflicts);
      }
    }
  }

  @Test
  void two_writers_of_different_fields_are_both_there_and_in_no_conflict() {
    assertMerged(
        ofB(9, "{_id: 1, x: 2, y: 1, z: 1}"),
        ofC(7, "{_id: 1, x: 1, y: 2, z: 1}"),
        "{_id: 1, x: 2, y: 2, z: 1}",
        0);
  }

  @Test
  void a_field_that_one_removes_and_another_field_that_one_adds_are_no_conflict() {
    assertMerged(
        ofB(9, "{_id: 1, y: 1, z: 1}"),
        ofC(7, "{_id: 1, new: {a: [1]}, x: 1, y: 1, z: 1}"),
        "{_id: 1, y: 1, z: 1, new: {a: [1]}}",
        0);
  }

  @Test
  void a_removal_that_is_later_than_an_update_of_the_field_stays() {
    assertMerged(
        ofB(9, "{_id: 1, y: 1, z: 1}"),
        ofC(7, "{_id: 1, x: 2, y: 1, z: 2}"),
        "{_id: 1, y: 1, z: 2}",
        1);
  }

  @Test
  void an_update_that_is_later_than_a_removal_of_the_field_stays() {
    assertMerged(
        ofB(7, "{_id: 1, y: 1, z: 1}"),
        ofC(9, "{_id: 1, x: 2, y: 1, z: 1}"),
        "{_id: 1, x: 2, y: 1, z: 1}",
        1);
  }

  @Test
  void a_field_that_is_made_null_is_not_one_that_is_missing() {
    assertMerged(
        ofB(9, "{_id: 1, x: null, y: 1, z: 1}"),
        ofC(7, "{_id: 1, y: null, z: 1}"),
        "{_id: 1, x: null, y: null, z: 1}",
        1);
    assertMerged(
        ofB(7, "{_id: 1, x: null, y: 1, z: 1}"),
        ofC(9, "{_id: 1, y: null, z: 1}"),
        "{_id: 1, y: null, z: 1}",
        1);
  }

  @Test
  void types_of_numbers_are_values_and_texts_that_look_like_marks_are_texts() {
    assertMerged(
        ofB(9, "{_id: 1, x: {$numberLong: \"1\"}, y: \"\\u0000gone\", z: 1}"),
        ofC(7, "{_id: 1, x: 1, y: 1, z: \"$bson:null \\\\ \\\" {}\"}"),
        "{_id: 1, x: {$numberLong: \"1\"}, y: \"\\u0000gone\", z: \"$bson:null \\\\ \\\" {}\"}",
        0);
  }

  @Test
  void a_later_delete_takes_the_document_and_is_in_conflict_with_what_it_had_not_seen() {
    assertMerged(
        deletes(B, 9, new BsonInt32(1)).over(document(BASE)),
        ofC(7, "{_id: 1, x: 2, y: 1, z: 1}"),
        null,
        1);
  }

  @Test
  void the_last_field_may_go_and_a_document_may_have_none() {
    try (FieldRegion region = new FieldRegion(A)) {
      region.merge(writes(B, 5, document("{_id: 1}")).inserting());
      assertThat(region.document()).isEqualTo(document("{_id: 1}"));

      region.merge(writes(B, 6, document("{_id: 1, x: 1}")).over(document("{_id: 1}")));
      region.merge(writes(B, 7, document("{_id: 1}")).over(document("{_id: 1, x: 1}")));

      assertThat(region.document()).isEqualTo(document("{_id: 1}"));
    }
  }

  @Test
  void a_document_that_is_inserted_has_its_fields_in_its_order_and_all_types() {
    BsonDocument all =
        document(
            """
            {"_id": 1, "z": 1, "a": {"$numberLong": "1"}, "nan": {"$numberDouble": "NaN"},
             "decimal": {"$numberDecimal": "1.10"}, "list": [1, {"b": 1, "a": {}}], "null": null,
             "nested": {"y": {"x": []}, "b": null}, "\\"q\\\\": "{\\"text\\"}", "": "empty name"}
            """);
    try (FieldRegion region = new FieldRegion(A)) {
      region.merge(writes(B, 5, all).inserting());

      assertThat(DocumentBytes.of(Objects.requireNonNull(region.document())))
          .isEqualTo(DocumentBytes.of(all));
    }
  }

  @Test
  void what_an_application_writes_into_another_field_meanwhile_stays() {
    try (FieldRegion region = new FieldRegion(A)) {
      region.merge(base());
      DocumentChange own = region.write(document("{_id: 1, x: 1, y: \"own\"}"), 1);
      region.merge(ofC(9, "{_id: 1, x: 2, y: 1, z: 1}"));
      assertThat(region.document()).isEqualTo(document("{_id: 1, x: 2, y: \"own\"}"));

      region.merge(own);

      assertThat(region.document()).isEqualTo(document("{_id: 1, x: 2, y: \"own\"}"));
      assertThat(region.deployment().own("conflict").countDocuments()).isZero();
    }
  }

  @Test
  void a_document_that_waits_beside_its_collection_takes_changes_of_its_fields() {
    try (FieldRegion region = new FieldRegion(A)) {
      region
          .deployment()
          .collection(TABLE)
          .createIndex(Indexes.ascending("name"), new IndexOptions().unique(true).sparse(true));
      region.merge(writes(C, 9, document("{_id: 2, name: \"taken\"}")).inserting());
      region.merge(writes(B, 5, document("{_id: 1, x: 1, name: \"taken\"}")).inserting());
      assertThat(region.document()).isNull();

      region.merge(
          writes(B, 6, document("{_id: 1, name: \"free\", y: 1}"))
              .over(document("{_id: 1, x: 1, name: \"taken\"}")));

      assertThat(region.document()).isEqualTo(document("{_id: 1, name: \"free\", y: 1}"));
      assertThat(region.deployment().own("parked").countDocuments()).isZero();
    }
  }

  @Test
  void under_add_wins_a_document_that_another_region_has_written_comes_back() {
    try (FieldRegion region = new FieldRegion(A, Map.of("delete.policy", "add-wins"))) {
      region.merge(base());
      region.merge(deletes(B, 9, new BsonInt32(1)).over(document(BASE)));
      assertThat(region.document()).isNull();

      region.merge(ofC(7, "{_id: 1, x: 2, y: 1}"));

      assertThat(region.document()).isEqualTo(document("{_id: 1, x: 2, y: 1}"));
    }
  }

  @Test
  void what_is_shown_of_a_conflict_are_documents() {
    try (FieldRegion region = new FieldRegion(A)) {
      region.merge(base());
      region.merge(ofB(9, "{_id: 1, y: 1, z: 1}"), ofC(7, "{_id: 1, x: 2, y: 1, z: 1}"));

      BsonDocument conflict =
          Objects.requireNonNull(region.deployment().own("conflict").find().first());
      assertThat(conflict.getDocument("winner_row")).isEqualTo(document("{_id: 1, y: 1, z: 1}"));
      assertThat(conflict.getDocument("loser_row"))
          .isEqualTo(document("{_id: 1, x: 2, y: 1, z: 1}"));
    }
  }
}
