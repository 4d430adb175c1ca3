package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.store.mongodb.DocumentChange.deletes;
import static org.anabranch.store.mongodb.DocumentChange.writes;
import static org.anabranch.store.mongodb.NestedChat.BASE;
import static org.anabranch.store.mongodb.NestedChat.PATHS;
import static org.anabranch.store.mongodb.NestedChat.base;
import static org.anabranch.store.mongodb.NestedChat.bytes;
import static org.anabranch.store.mongodb.NestedChat.document;
import static org.anabranch.store.mongodb.NestedChat.ofB;
import static org.anabranch.store.mongodb.NestedChat.ofC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.util.HashMap;
import java.util.Map;
import org.bson.BsonInt32;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What a region shows of a document that is merged path by path, and what its applications do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PathRegionTest {

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
  void an_order_that_an_application_changes_is_its_own() {
    String other = "{_id: 1, s: {y: {q: 1, p: 1}, x: 1}}";
    try (FieldRegion region = new FieldRegion(A, PATHS)) {
      region.merge(base());
      region.merge(ofC(7, other));
      assertThat(bytes(region)).isEqualTo(bytes(BASE));

      region.merge(region.write(document(other), 1));

      assertThat(bytes(region)).isEqualTo(bytes(other));
      region.merge(ofC(30, "{_id: 1, s: {x: 2, y: {p: 1, q: 1}}}"));
      assertThat(bytes(region)).isEqualTo(bytes("{_id: 1, s: {y: {q: 1, p: 1}, x: 2}}"));
      assertThat(region.deployment().own("conflict").countDocuments()).isZero();
    }
  }

  @Test
  void a_document_that_waits_beside_its_collection_takes_changes_of_its_paths() {
    try (FieldRegion region = new FieldRegion(A, PATHS)) {
      region
          .deployment()
          .collection(DocumentChange.TABLE)
          .createIndex(Indexes.ascending("name"), new IndexOptions().unique(true).sparse(true));
      String waiting = "{_id: 1, s: {y: {b: 1, a: 1}, x: 1}, name: \"taken\"}";
      region.merge(writes(C, 9, document("{_id: 2, name: \"taken\"}")).inserting());
      region.merge(writes(B, 5, document(waiting)).inserting());
      assertThat(region.document()).isNull();

      region.merge(
          writes(B, 6, document("{_id: 1, s: {y: {b: 1, new: {}}, x: 1}, name: \"free\"}"))
              .over(document(waiting)));

      assertThat(region.document())
          .isEqualTo(document("{_id: 1, s: {y: {b: 1, new: {}}, x: 1}, name: \"free\"}"));
      assertThat(region.deployment().own("parked").countDocuments()).isZero();
    }
  }

  @Test
  void under_add_wins_a_document_that_comes_back_has_what_the_delete_had_not_seen() {
    Map<String, String> settings = new HashMap<>(PATHS);
    settings.put("delete.policy", "add-wins");
    try (FieldRegion region = new FieldRegion(A, settings)) {
      region.merge(base());
      region.merge(deletes(B, 9, new BsonInt32(1)).over(document(BASE)));
      assertThat(region.document()).isNull();

      region.merge(ofC(7, "{_id: 1, s: {x: 1, y: {p: 2, q: 1}}}"));

      assertThat(region.document()).isEqualTo(document("{_id: 1, s: {x: 1, y: {p: 2, q: 1}}}"));
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
}
