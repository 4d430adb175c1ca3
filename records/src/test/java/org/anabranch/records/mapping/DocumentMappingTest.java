package org.anabranch.records.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
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
