package org.anabranch.store.mongodb.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.bson.BsonDocument;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What the manual says of unique indexes: https://www.mongodb.com/docs/manual/core/index-unique/
 * and https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UniqueIndexTest {

  private static UniqueIndex index(String description) {
    return Objects.requireNonNull(UniqueIndex.of(BsonDocument.parse(description)));
  }

  private static boolean same(UniqueIndex index, String one, String other) {
    return index.same(BsonDocument.parse(one), BsonDocument.parse(other));
  }

  @Test
  void the_index_of_the_key_and_those_that_are_not_unique_are_none() {
    assertThat(UniqueIndex.of(BsonDocument.parse("{name: \"_id_\", key: {_id: 1}}"))).isNull();
    assertThat(UniqueIndex.of(BsonDocument.parse("{name: \"a_1\", key: {a: 1}}"))).isNull();
  }

  @Test
  void numbers_are_the_same_in_every_type_and_texts_only_as_they_are() {
    UniqueIndex index = index("{name: \"a_1\", key: {a: 1}, unique: true}");

    assertThat(same(index, "{a: 1}", "{a: {\"$numberLong\": \"1\"}}")).isTrue();
    assertThat(same(index, "{a: 1}", "{a: {\"$numberDecimal\": \"1.0\"}}")).isTrue();
    assertThat(same(index, "{a: \"x\"}", "{a: \"X\"}")).isFalse();
    assertThat(same(index, "{a: \"1\"}", "{a: 1}")).isFalse();
  }

  @Test
  void a_missing_field_is_unique_as_null_is() {
    UniqueIndex index = index("{name: \"a_1\", key: {a: 1}, unique: true}");

    assertThat(same(index, "{}", "{a: null}")).isTrue();
    assertThat(index.mayHold(BsonDocument.parse("{_id: 1}"))).isTrue();
    assertThat(
            index("{name: \"a_1\", key: {a: 1}, unique: true, sparse: true}")
                .mayHold(BsonDocument.parse("{_id: 1}")))
        .isFalse();
  }

  @Test
  void of_an_array_each_element_counts_and_paths_lead_through_arrays() {
    UniqueIndex index = index("{name: \"t\", key: {\"tags.name\": 1}, unique: true}");

    assertThat(
            same(index, "{tags: [{name: \"a\"}, {name: \"b\"}]}", "{tags: {name: [\"b\", \"c\"]}}"))
        .isTrue();
    assertThat(same(index, "{tags: [{name: \"a\"}]}", "{tags: [{name: \"b\"}]}")).isFalse();
  }

  @Test
  void of_several_paths_all_have_to_be_the_same() {
    UniqueIndex index = index("{name: \"ab\", key: {a: 1, b: -1}, unique: true}");

    assertThat(same(index, "{a: 1, b: 2}", "{a: 1, b: 2}")).isTrue();
    assertThat(same(index, "{a: 1, b: 2}", "{a: 1, b: 3}")).isFalse();
  }

  @Test
  void of_a_part_of_the_documents_or_under_a_collation_only_the_server_can_tell() {
    assertThat(index("{name: \"a\", key: {a: 1}, unique: true}").tells()).isTrue();
    assertThat(
            index(
                    "{name: \"a\", key: {a: 1}, unique: true, partialFilterExpression: {b: {$gt:"
                        + " 1}}}")
                .tells())
        .isFalse();
    assertThat(
            index("{name: \"a\", key: {a: 1}, unique: true, collation: {locale: \"de\"}}").tells())
        .isFalse();
  }
}
