package org.anabranch.transforms.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.anabranch.model.change.Operation;
import org.anabranch.transforms.FromContextEvent;
import org.anabranch.transforms.ToContextEvent;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events in which one place is wrong. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MalformedEventTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode event() throws Exception {
    Transformation<SourceRecord> to = new ToContextEvent.Value<>();
    to.configure(Map.of("event.type", "state"));
    SourceRecord record =
        RowChange.of(Operation.UPDATE)
            .before(Sessions.row("coffee"))
            .after(Sessions.row("s3cret"))
            .record();
    return JSON.readTree(converter().fromConnectData("any", null, to.apply(record).value()));
  }

  private static JsonConverter converter() {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    return converter;
  }

  private static void put(JsonNode event, String pointer, JsonNode value) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = event.at(pointer.substring(0, slash));
    String name = pointer.substring(slash + 1);
    if (parent instanceof ArrayNode list) {
      list.set(Integer.parseInt(name), value);
    } else if (value.isMissingNode()) {
      ((ObjectNode) parent).remove(name);
    } else {
      ((ObjectNode) parent).set(name, value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/eventId | | /eventId is missing",
        "/eventId | 7 | /eventId is no text",
        "/timestamp | \"s3cret\" | /timestamp is no time of RFC 3339",
        "/timestamp | \"2026-01-01T00:00:00\" | /timestamp is no time of RFC 3339",
        "/version | true | /version is no text",
        "/cloudRegion | null | /cloudRegion is missing",
        "/eventType | \"s3cret\" | /eventType is none of [CONTEXT_STATE,",
        "/payload/operations | \"s3cret\" | /payload/operations is no list",
        "/payload/operations/0 | \"s3cret\" | /payload/operations/0 is no object",
        "/payload/operations/0/type | \"MOVE\" | /payload/operations/0/type is none of [ADD,",
        "/payload/operations/0/path | \"id\" | /payload/operations/0/path is no JSON Pointer",
        "/payload/operations/0/path | \"/a~2b\" | /payload/operations/0/path is no JSON Pointer",
        "/payload/operations/0/path | \"/a/b\" | /payload/operations/0/path leads into a column",
        "/payload/operations/0/value | | /payload/operations/0/value is missing. Write null",
        "/payload/operations/0/value | [] | /payload/operations/0/value is no object",
        "/payload/operations/0/value/id | \"s3cret\" | /payload/operations/0/value/id is no integer",
        "/payload/operations/0/value/id | null | /payload/operations/0/value/id is null, and",
        "/payload/operations/0/value/id | 1.5 | /payload/operations/0/value/id is no integer",
        "/payload/operations/0/value/title | 7 | /payload/operations/0/value/title is not text",
        "/payload/operations/0/value/cost | \"1e9\" | /payload/operations/0/value/cost is no decimal",
        "/payload/operations/0/value/cost | \"1.005\" | value/cost has more decimals than",
        "/payload/operations/0/value/more | 1 | /payload/operations/0/value/more is of no column",
        "/payload/previous/id | \"s3cret\" | /payload/previous/id is no integer",
        "/metadata/format | 2 | /metadata/format is newer than 1",
        "/metadata/ttl | \"s3cret\" | /metadata/ttl is no integer",
        "/metadata/table | \"session\" | /metadata/table is no <schema>.<table>",
        "/metadata/operation | \"x\" | /metadata/operation is none of c, u, d and r",
        "/metadata/schema | \"int64\" | /metadata/schema is no struct",
        "/metadata/schema/fields/0/type | \"int65\" | /metadata/schema/fields/0/type is no schema",
        "/metadata/schema/fields/1/type | {\"type\":\"array\"} | /metadata/schema/fields/1/type is no",
        "/metadata/schema/fields/2/type | \"decimal(9999999)\" | /metadata/schema/fields/2/type is no",
      })
  void it_is_refused_with_the_place_and_no_value(
      String pointer, @Nullable String value, String says) throws Exception {
    JsonNode event = event();
    put(event, pointer, JSON.readTree(value == null ? "" : value));
    Object read =
        converter().toConnectData("any", event.toString().getBytes(StandardCharsets.UTF_8)).value();
    Transformation<SourceRecord> from = new FromContextEvent.Value<>();
    from.configure(Map.of());
    SourceRecord record = new SourceRecord(Map.of(), Map.of(), "crm", null, read);
    assertThatThrownBy(() -> from.apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic 'crm'")
        .hasMessageContaining("The context event's")
        .hasMessageContaining(says)
        .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain("s3cret"));
  }
}
