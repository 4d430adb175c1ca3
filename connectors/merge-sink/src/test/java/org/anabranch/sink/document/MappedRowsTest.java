package org.anabranch.sink.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.anabranch.records.document.DocumentId;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.sink.store.Arrival;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rows as documents, documents as rows, and what is refused. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MappedRowsTest {

  private static final String SESSION =
      "app.session = app.sessions (title text = profile.title, id int8 = _id, prefs jsonb";

  private static final DocumentMapping WITH_REST = mapping(SESSION + ", extra jsonb = *)");
  private static final DocumentMapping WHOLE = mapping(SESSION + ")");

  private static final TableName TABLE = new TableName("app", "session");
  private static final String DIGITS = "65a1b2c3d4e5f60718293a4b";
  private static final DocumentMapping NAMED =
      mapping("app.session = app.sessions (id text = _id objectId, title text)");

  private static DocumentMapping mapping(String text) {
    return DocumentMappingOption.of(Map.of(DocumentMappingOption.NAME, text));
  }

  private static Arrival arrival(@Nullable RecordView key, @Nullable RecordView row) {
    return arrival(key, row, null);
  }

  private static Arrival arrival(
      @Nullable RecordView key, @Nullable RecordView row, @Nullable Long fingerprint) {
    Origin origin = new Origin("a");
    Stamp stamp = new Stamp(7);
    Change change =
        new Change(
            ChangeKind.CHANGE,
            new ChangeId(origin, stamp),
            stamp,
            0,
            TABLE,
            row == null ? Operation.DELETE : Operation.UPDATE,
            KeyHash.of(new byte[32]),
            new Lane(0, 1),
            VersionVector.EMPTY,
            null,
            0,
            0,
            ColumnMarks.NONE);
    return new Arrival(change.withMapping(fingerprint), key, row, new RecordPlace("t", 0, 0));
  }

  private static RecordView row(
      @Nullable String title, @Nullable String prefs, @Nullable String extra) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("id", 1L);
    row.put("title", title);
    row.put("prefs", prefs);
    row.put("extra", extra);
    return Objects.requireNonNull(RecordViews.of(row));
  }

  private static String document(DocumentMapping mapping, RecordView row) {
    RecordView document = new DocumentForm(mapping).of(arrival(null, row)).row();
    return ((DocumentView) Objects.requireNonNull(document))
        .document()
        .toJson(JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build());
  }

  private static Map<String, @Nullable Object> columns(DocumentMapping mapping, String document) {
    RecordView row =
        Objects.requireNonNull(
            new TableForm(mapping)
                .of(arrival(null, new DocumentView(BsonDocument.parse(document))))
                .row());
    Map<String, @Nullable Object> columns = new HashMap<>();
    row.fields().forEach(field -> columns.put(field, row.value(field)));
    return columns;
  }

  @Test
  void a_row_becomes_a_document_whose_id_is_first_and_what_is_null_is_missing() {
    assertThat(document(WITH_REST, row("a", "{\"x\":1}", "{\"profile\":{\"y\":2},\"z\":3}")))
        .isEqualTo(
            "{\"_id\": 1, \"profile\": {\"title\": \"a\", \"y\": 2}, \"prefs\": {\"x\": 1}, \"z\":"
                + " 3}");
    assertThat(document(WITH_REST, row(null, "null", "{}")))
        .isEqualTo("{\"_id\": 1, \"prefs\": null}");
    assertThat(document(WITH_REST, row(null, null, "{}"))).isEqualTo("{\"_id\": 1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "NULL",
      textBlock =
          """
          {_id: 1}                                       | NULL | NULL    | {}
          {_id: 1, profile: {title: null}, prefs: null}  | NULL | null    | {}
          {_id: 1, profile: {title: 'a', y: 2}, z: 3}    | a    | NULL    | {"profile":{"y":2},"z":3}
          {_id: 1, profile: {}, prefs: {x: 1}}           | NULL | {"x":1} | {"profile":{}}
          {_id: 1, profile: 5}                           | NULL | NULL    | {"profile":5}
          """)
  void a_document_becomes_a_row_and_nothing_is_lost(
      String document, @Nullable String title, @Nullable String prefs, String extra) {
    Map<String, @Nullable Object> expected = new HashMap<>();
    expected.put("id", 1L);
    expected.put("title", title);
    expected.put("prefs", prefs);
    expected.put("extra", extra);

    Map<String, @Nullable Object> columns = columns(WITH_REST, document);

    assertThat(columns).isEqualTo(expected);
    String back = document(WITH_REST, row(title, prefs, extra));
    assertThat(columns(WITH_REST, back)).as("once more").isEqualTo(expected);
  }

  @Test
  void a_field_that_no_column_has_is_refused_by_its_name() {
    assertThatThrownBy(() -> columns(WHOLE, "{_id: 1, profile: {title: 'a', y: 'secret'}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The field profile.y of the documents of app.session is no column")
        .hasMessageContaining("(= *)")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void a_column_that_no_field_has_is_refused_unless_it_is_null() {
    assertThat(document(WHOLE, row("a", null, null))).contains("title");
    assertThatThrownBy(() -> document(WHOLE, row("a", null, "{}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'extra' of app.session has no place in its documents")
        .hasMessageContaining("a generated column belongs into column.exclude.list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "title", "prefs", "extra"})
  void a_row_that_lacks_a_mapped_column_is_refused_as_that_is_not_null(String left) {
    Map<String, @Nullable Object> row = new HashMap<>();
    Stream.of("id", "title", "prefs", "extra").forEach(column -> row.put(column, null));
    row.put("id", 1L);
    row.remove(left);
    RecordView partial = Objects.requireNonNull(RecordViews.of(row));

    assertThatThrownBy(() -> document(WITH_REST, partial))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The row lacks column '" + left + "' of app.session")
        .hasMessageContaining("column.exclude.list");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1]                         | is an object
          {"a": 1, "$set": {"b": 2}}  | a field begins with a dollar sign
          {"_id": 2}                  | it has a field _id, which is column 'id'
          {"profile": {"title": "b"}} | it has a field profile.title, which is column 'title'
          {"profile": 5}              | a field has columns in it
          {"secret": 1e99999999999}   | it is no JSON, or has a number that no document can hold
          """)
  void a_rest_that_contradicts_columns_is_refused(String extra, String message) {
    assertThatThrownBy(() -> document(WITH_REST, row("a", null, extra)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'extra' of app.session")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("99999999999", "secret");
  }

  @Test
  void a_rest_that_is_no_text_is_refused_rather_than_left_out() {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("id", 1L);
    row.put("title", null);
    row.put("prefs", null);
    row.put("extra", Map.of("x", 1));
    RecordView told = Objects.requireNonNull(RecordViews.of(row));

    assertThatThrownBy(() -> document(WITH_REST, told))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'extra' of app.session");
  }

  @Test
  void an_unfit_value_is_refused_by_its_column() {
    assertThatThrownBy(() -> columns(WITH_REST, "{_id: 1, profile: {title: 5}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'title' of app.session");
    assertThatThrownBy(() -> columns(WITH_REST, "{_id: 'x'}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'id' of app.session");
  }

  @Test
  void keys_go_both_ways_and_keep_their_canonical_bytes() {
    RecordView key = Objects.requireNonNull(RecordViews.of(Map.of("id", 1L)));

    RecordView id = Objects.requireNonNull(new DocumentForm(WHOLE).of(arrival(key, null)).key());
    assertThat(((DocumentId) id).id()).isEqualTo(BsonDocument.parse("{v: NumberLong(1)}").get("v"));
    assertThat(CanonicalKey.of(id)).isEqualTo(CanonicalKey.of(key));

    RecordView back = Objects.requireNonNull(new TableForm(WHOLE).of(arrival(id, null)).key());
    assertThat(back.fields()).containsExactly("id");
    assertThat(CanonicalKey.of(back)).isEqualTo(CanonicalKey.of(key));
  }

  @Test
  void a_text_and_the_object_id_of_its_digits_are_the_same_key() {
    RecordView key = Objects.requireNonNull(RecordViews.of(Map.of("id", DIGITS)));

    RecordView id = Objects.requireNonNull(new DocumentForm(NAMED).of(arrival(key, null)).key());
    assertThat(((DocumentId) id).id()).isEqualTo(new BsonObjectId(new ObjectId(DIGITS)));
    assertThat(CanonicalKey.of(id)).isEqualTo(CanonicalKey.of(key));

    RecordView back = Objects.requireNonNull(new TableForm(NAMED).of(arrival(id, null)).key());
    assertThat(back.value("id")).isEqualTo(DIGITS);
    assertThat(CanonicalKey.of(back)).isEqualTo(CanonicalKey.of(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "65A1B2C3D4E5F60718293A4B",
        "65a1b2c3d4e5f60718293a4",
        "65a1b2c3d4e5f60718293a4bc",
        "65a1b2c3d4e5f60718293a4g"
      })
  void a_key_that_is_no_object_id_is_refused_without_its_text(String text) {
    RecordView key = Objects.requireNonNull(RecordViews.of(Map.of("id", text)));

    assertThatThrownBy(() -> new DocumentForm(NAMED).of(arrival(key, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'id' of app.session")
        .hasMessageContaining("24 hexadecimal digits, in lower case")
        .message()
        .doesNotContainIgnoringCase("65a1");
  }

  @Test
  void an_id_that_is_no_object_id_is_refused_where_it_has_no_row_or_is_taken_for_another() {
    DocumentId number = NAMED.key(TABLE, new BsonInt64(5));
    DocumentId digits = NAMED.key(TABLE, new BsonString(DIGITS));

    assertThat(new DocumentForm(NAMED).of(arrival(number, null)).key()).isEqualTo(number);
    for (ArrivalForm form : List.of(new DocumentForm(NAMED), new TableForm(NAMED))) {
      assertThatThrownBy(() -> form.of(arrival(digits, null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The _id is a string with the digits of an ObjectId")
          .message()
          .doesNotContain(DIGITS);
    }
    assertThatThrownBy(() -> new TableForm(NAMED).of(arrival(number, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Column 'id' of app.session")
        .hasMessageContaining("a INT64 in a document is not, or not exactly, objectId");
  }

  @Test
  void a_change_whose_capture_has_another_mapping_of_its_table_is_refused() {
    Long same = WHOLE.fingerprintOf(TABLE);
    RecordView document = new DocumentView(BsonDocument.parse("{_id: 1}"));
    DocumentId id = new DocumentId(new BsonInt64(1));

    for (ArrivalForm form : List.of(new DocumentForm(WHOLE), new TableForm(WHOLE))) {
      assertThat(form.of(arrival(id, document, same)).key()).isNotNull();
      assertThat(form.of(arrival(id, document, null)).key()).as("not told").isNotNull();
    }
    for (DocumentMapping other : List.of(WITH_REST, DocumentMapping.NONE, NAMED)) {
      for (ArrivalForm form : List.of(new DocumentForm(other), new TableForm(other))) {
        assertThatThrownBy(() -> form.of(arrival(id, document, same)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(
                "The capture of a has another document.mapping for app.session than this sink")
            .hasMessageContaining("Give all sinks and the captures of MongoDB the same");
      }
    }
  }

  @Test
  void an_object_id_that_the_capture_has_named_otherwise_is_refused() {
    DocumentId exact = new DocumentId(new BsonObjectId(new ObjectId(DIGITS)));

    for (ArrivalForm form : List.of(new DocumentForm(NAMED), new TableForm(NAMED))) {
      assertThatThrownBy(() -> form.of(arrival(exact, null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has another document.mapping for app.session");
    }
    assertThatThrownBy(() -> new DocumentForm(WHOLE).of(arrival(exact.withObjectIdAsText(), null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has another document.mapping for app.session");
  }

  @Test
  void a_key_of_other_columns_is_refused() {
    RecordView key = Objects.requireNonNull(RecordViews.of(Map.of("id", 1L, "region", "eu")));

    assertThatThrownBy(() -> new DocumentForm(WHOLE).of(arrival(key, null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mapped by its key column 'id'");
  }

  @Test
  void what_has_the_form_already_or_is_not_mapped_stays_as_it_came() {
    RecordView row = row("a", null, "{}");
    RecordView document = new DocumentView(BsonDocument.parse("{_id: 1, other: 2}"));

    assertThat(new TableForm(WITH_REST).of(arrival(null, row)).row()).isSameAs(row);
    assertThat(new DocumentForm(WITH_REST).of(arrival(null, document)).row()).isSameAs(document);
    assertThat(new DocumentForm(DocumentMapping.NONE).of(arrival(null, row)).row()).isSameAs(row);
  }

  @Test
  void a_table_that_has_the_name_of_another_ones_collection_is_refused() {
    DocumentMapping taken = mapping("app.chat = app.session (id int8 = _id)");

    assertThatThrownBy(() -> document(taken, row("a", null, "{}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("app.session is the collection of app.chat in document.mapping");
  }
}
