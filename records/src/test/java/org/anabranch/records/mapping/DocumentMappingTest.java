package org.anabranch.records.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.TableName;
import org.anabranch.records.document.DocumentKey;
import org.anabranch.records.key.CanonicalKey;
import org.anabranch.records.key.KeyHasher;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.bson.BsonObjectId;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentMappingTest {

  private static final TableName SESSION = new TableName("assistant", "session");
  private static final TableName SESSIONS = new TableName("app", "chat.sessions");

  private static DocumentMapping parse(String text) {
    return DocumentMappingOption.of(Map.of(DocumentMappingOption.NAME, text));
  }

  @Test
  void names_tables_collections_columns_and_paths() {
    DocumentMapping mapping =
        parse(
            """
            assistant.session = app.chat.sessions
              (title text = profile.title, id UUID = _id, tags text[], extra jsonb = *);
            assistant.message = app.messages (id bigint = _id, body varchar);
            """);

    MappedTable session = Objects.requireNonNull(mapping.of(SESSION));
    assertThat(session.collection()).isEqualTo(SESSIONS);
    assertThat(session.id().name()).isEqualTo("id");
    assertThat(session.rest()).isEqualTo("extra");
    assertThat(session.columns())
        .containsExactly(
            new MappedColumn("id", new ColumnType(ScalarType.UUID, false), DocumentPath.ID),
            new MappedColumn(
                "title",
                new ColumnType(ScalarType.TEXT, false),
                new DocumentPath(List.of("profile", "title"))),
            new MappedColumn(
                "tags", new ColumnType(ScalarType.TEXT, true), new DocumentPath(List.of("tags"))));
    assertThat(mapping.tables()).hasSize(2);
  }

  @Test
  void what_is_not_mapped_has_the_same_name_everywhere() {
    DocumentMapping mapping = parse("assistant.session = app.chat.sessions (id uuid = _id)");
    TableName other = new TableName("app", "other");

    assertThat(mapping.collectionOf(SESSION)).isEqualTo(SESSIONS);
    assertThat(mapping.tableOf(SESSIONS)).isEqualTo(SESSION);
    assertThat(mapping.collectionOf(other)).isEqualTo(other);
    assertThat(mapping.tableOf(other)).isEqualTo(other);
    assertThat(mapping.of(other)).isNull();
    assertThat(parse("  ").tables()).isEmpty();
  }

  @Test
  void a_text_can_be_an_object_id_and_is_then_the_key_of_the_same_row() {
    DocumentMapping mapping =
        parse(
            "a.b = c.d (id text = _id objectId, by varchar = author.id OBJECTID, of text[] = of objectid)");
    MappedTable table = Objects.requireNonNull(mapping.of(new TableName("a", "b")));
    ObjectId id = new ObjectId("65a1b2c3d4e5f60718293a4b");
    RecordView row = Objects.requireNonNull(RecordViews.of(Map.of("id", id.toHexString())));

    assertThat(table.columns())
        .extracting(column -> column.type().toString())
        .containsExactly("objectId", "objectId", "objectId[]");
    byte[] key = CanonicalKey.of(mapping.key(table.table(), new BsonObjectId(id)));
    assertThat(key).isEqualTo(CanonicalKey.of(row));
    // By the Python program of docs/formats/keys.md.
    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo("0618363561316232633364346535663630373138323933613462");
    assertThat(KeyHasher.withSecret(null).hash(key))
        .hasToString("cdfa8379b20ddbd13ed7cf3ccd622b45");
    assertThat(CanonicalKey.lane(key, 12)).isEqualTo(new Lane(9, 12));
    assertThat(CanonicalKey.of(mapping.key(SESSION, new BsonObjectId(id))))
        .as("of a table that is not mapped")
        .isEqualTo(DocumentKey.of(new BsonObjectId(id)));
  }

  @Test
  void mappings_that_say_the_same_have_the_same_fingerprint() {
    TableName note = new TableName("assistant", "note");
    String told =
        "assistant.note = assistant.notes (id text = _id objectId, body text = texts.body, tags text[], extra jsonb = *)";
    // By sha256sum, as docs/formats/headers.md says.
    assertThat(parse(told).fingerprintOf(note)).isEqualTo(0x6740de11752cd179L);
    assertThat(
            parse(
                    "a.b = a.c (id integer = _id); assistant.note=assistant.notes(extra jsonb = *,tags TEXT[],"
                        + " body varchar = texts.body, id text = _id OBJECTID)")
                .fingerprintOf(note))
        .isEqualTo(0x6740de11752cd179L);
    assertThat(parse(told).fingerprintOf(SESSION)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "assistant.notes, assistant.others",
    "_id objectId, _id",
    "texts.body, body",
    "body text, content text",
    "tags text[], tags int4[]",
    "extra jsonb, rest jsonb",
    "= *, = rest"
  })
  void mappings_that_say_something_else_have_another_fingerprint(String instead, String of) {
    TableName note = new TableName("assistant", "note");
    String told =
        "assistant.note = assistant.notes (id text = _id objectId, body text = texts.body, tags text[], extra jsonb = *)";

    assertThat(parse(told).fingerprintOf(note))
        .isNotEqualTo(parse(told.replace(instead, of)).fingerprintOf(note));
  }

  @Test
  void names_that_are_taken_on_the_other_side_are_known() {
    DocumentMapping mapping =
        parse("shop.chat = shop.chats (id uuid = _id); shop.note = shop.note (id uuid = _id)");
    TableName chat = new TableName("shop", "chat");
    TableName chats = new TableName("shop", "chats");
    TableName note = new TableName("shop", "note");

    assertThat(mapping.isNameOfAnother(chat)).isTrue();
    assertThat(mapping.isNameOfAnother(chats)).isFalse();
    assertThat(mapping.isNameOfAnother(note)).isFalse();
    assertThat(mapping.isCollectionOfAnother(chats)).isTrue();
    assertThat(mapping.isCollectionOfAnother(chat)).isFalse();
    assertThat(mapping.isCollectionOfAnother(note)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a.b (id text = _id)                                    | table number 1 cannot be read
          a.b = c.d (id text = _id); a.c                         | table number 2 cannot be read
          a.b = c.d (id numeric(10) = _id)                       | types have no lengths
          a.b = c.d (id)                                         | a.b: column number 1 cannot be read
          a.b = c.d (id text = _id, r jsonb = *, x)              | a.b: column number 3 cannot be read
          a.b = anabranch.watermark (id text = _id)              | a.b: the database 'anabranch' is where
          a.b = c.d (id text = _id, x text = _anabranch)         | 'x': the field _anabranch has the sink's marks
          a.b = c.d (id text = _id, x text = _anabranch.winner)  | 'x': the field _anabranch has the sink's marks
          a.b = c.d (id text = _id, x money)                     | 'x': 'money' is no type that can be mapped
          a.b = c.d (id text = _id, x jsonb[])                   | 'x': arrays can be mapped of
          a.b = c.d (id text, x text)                            | no column is the _id
          a.b = c.d (id timestamptz = _id)                       | 'id' is the _id, and timestamptz is none of the types
          a.b = c.d (id text[] = _id)                            | 'id' is the _id, and text[] is none of the types
          a.b = c.d (id text = _id, x text, x int4 = y)          | column 'x' is named twice
          a.b = c.d (id text = _id, x text = *)                  | 'x' is to have the rest (*), so it has to be jsonb
          a.b = c.d (id text = _id, x jsonb = *, y jsonb = *)    | only one column can have the rest
          a.b = c.d (id text = _id, x jsonb = *, x text = y)     | column 'x' is named twice
          a.b = c.d (id text = _id, x text = p.q, y text = p)    | share the field
          a.b = c.d (id text = _id.x)                            | _id is one column
          a.b = c.d (id uuid = _id objectId)                     | 'id': only text columns can be objectId in documents
          a.b = c.d (id text = _id oid)                          | 'id': 'oid' is nothing that a column can be
          a.b = c.d (id text = _id, x objectId)                  | 'x': 'objectid' is no type that can be mapped
          a.b = c.d (id text = _id, x jsonb = * objectId)        | only text columns can be objectId
          a.b = c.d (id text = _id, x text = $where)             | '$where' is no path
          a.b = c.d (id text = _id, x text = p..q)               | 'p..q' is no path
          a.b = c.d (id text = _id); a.b = c.e (id text = _id)   | the table a.b is there twice
          a.b = c.d (id text = _id); a.c = c.d (id text = _id)   | the collection c.d is there twice
          a.b = a.c (id text = _id); a.c = c.d (id text = _id)   | Rename the collection
          """)
  void a_mapping_that_cannot_be_is_refused_with_its_place(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("document.mapping, ")
        .hasMessageContaining(message);
  }

  @Test
  void the_option_is_checked_when_it_is_validated() {
    ConfigDef options = DocumentMappingOption.define(new ConfigDef(), "Tables", 1);

    assertThat(options.validate(Map.of(DocumentMappingOption.NAME, "a.b")).get(0).errorMessages())
        .singleElement()
        .asString()
        .contains("table number 1 cannot be read");
    assertThat(options.validate(Map.of()).get(0).errorMessages()).isEmpty();
  }
}
