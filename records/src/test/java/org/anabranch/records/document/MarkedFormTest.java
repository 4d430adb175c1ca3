package org.anabranch.records.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MarkedFormTest {

  private static final MarkedKey KEY =
      new MarkedKey(new Origin("a"), new TableName("shop", "chats"), new KeyHash(1, 2));
  private static final ChangeId WINNER = new ChangeId(new Origin("b"), new Stamp(7));
  private static final BsonDocument CHAT = BsonDocument.parse("{_id: 1, text: 'x', n: 1}");

  private static DocumentMarker marker() {
    return DocumentMarker.of(
        KEY,
        WINNER,
        VersionVector.EMPTY.with(WINNER),
        MarkedForm.content(CHAT),
        new WriteId("w", 3));
  }

  @Test
  void a_marker_comes_back_as_it_was_written() {
    BsonDocument marked = MarkedForm.with(CHAT, marker());

    MarkedDocument read = MarkedForm.read(marked);

    assertThat(read.marker()).isEqualTo(marker());
    assertThat(MarkedDocument.asTheSinkLeftIt(read, KEY)).isTrue();
    assertThat(MarkedForm.withoutMarker(marked)).isEqualTo(CHAT);
  }

  @Test
  void a_document_that_is_going_says_by_what() {
    MarkedDocument going =
        new MarkedDocument(MarkedForm.content(CHAT), null).going(KEY, WINNER, new WriteId("w", 4));

    BsonDocument written = MarkedForm.with(CHAT, Objects.requireNonNull(going.marker()));

    assertThat(MarkedForm.read(written)).isEqualTo(going);
    assertThat(MarkedDocument.going(MarkedForm.read(written), KEY)).isNotNull();
  }

  @Test
  void types_and_the_order_of_fields_are_content_and_the_key_is_not() {
    String content = MarkedForm.content(CHAT);

    assertThat(MarkedForm.content(BsonDocument.parse("{_id: 2, text: 'x', n: 1}")))
        .isEqualTo(content);
    assertThat(MarkedForm.content(BsonDocument.parse("{_id: 1, n: 1, text: 'x'}")))
        .isNotEqualTo(content);
    assertThat(MarkedForm.content(BsonDocument.parse("{_id: 1, text: 'x', n: {$numberLong: '1'}}")))
        .isNotEqualTo(content);
  }

  @Test
  void a_marker_with_a_part_more_or_less_is_none() {
    BsonDocument marked = MarkedForm.with(CHAT, marker());
    assertThat(MarkedForm.isTaken(marked)).isFalse();
    assertThat(MarkedForm.isTaken(CHAT)).isFalse();

    for (String part : List.of("format", "region", "key", "last", "winner", "content", "written")) {
      BsonDocument less = marked.clone();
      less.getDocument(MarkedForm.FIELD).remove(part);
      assertThat(MarkedForm.isTaken(less)).as("without %s", part).isTrue();
      assertThat(MarkedForm.withoutMarker(less)).isSameAs(less);
    }
    BsonDocument more = marked.clone();
    more.getDocument(MarkedForm.FIELD).append("note", new BsonString("mine"));
    assertThat(MarkedForm.isTaken(more)).isTrue();
  }

  @Test
  void what_an_application_keeps_under_the_same_name_is_content() {
    BsonDocument own = BsonDocument.parse("{_id: 1, _anabranch: {format: 9, mine: true}}");

    assertThat(MarkedForm.isTaken(own)).isTrue();
    assertThat(MarkedForm.read(own).marker()).isNull();
    assertThat(MarkedForm.withoutMarker(own)).isSameAs(own);
    assertThat(MarkedForm.content(own))
        .isNotEqualTo(MarkedForm.content(BsonDocument.parse("{_id: 1}")));
  }
}
