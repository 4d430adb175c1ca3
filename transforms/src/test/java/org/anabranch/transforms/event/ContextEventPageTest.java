package org.anabranch.transforms.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.anabranch.model.change.Operation;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.transforms.FromContextEvent;
import org.anabranch.transforms.ToContextEvent;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The examples of docs/formats/context-event.md. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ContextEventPageTest {

  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SourceRecord update =
      RowChange.of(Operation.UPDATE)
          .before(Sessions.row("coffee"))
          .after(Sessions.row("tea"))
          .record();

  private static List<String> examples() throws Exception {
    String page =
        Files.readString(PluginDirectories.projectRoot().resolve("docs/formats/context-event.md"));
    return EXAMPLE.matcher(page).results().map(example -> example.group(1)).toList();
  }

  private String written(Map<String, String> options) {
    Transformation<SourceRecord> to = new ToContextEvent.Value<>();
    to.configure(options);
    SourceRecord event = to.apply(update);
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    return new String(
        converter.fromConnectData("any", event.valueSchema(), event.value()),
        StandardCharsets.UTF_8);
  }

  @Test
  void the_page_tells_the_state_and_the_delta_of_an_update() throws Exception {
    String state =
        written(
            Map.of(
                "event.type", "state",
                "priority.tables", "public.session:critical",
                "ttl.default", "P30D"));
    String delta = written(Map.of("event.type", "delta", "context.id.field", "title"));

    assertThat(examples()).hasSize(3);
    assertThat(JSON.readTree(state)).isEqualTo(JSON.readTree(examples().get(0)));
    assertThat(JSON.readTree(delta)).isEqualTo(JSON.readTree(examples().get(1)));
  }

  @Test
  void an_event_of_another_system_is_the_row_that_it_says() throws Exception {
    byte[] written = examples().get(2).getBytes(StandardCharsets.UTF_8);
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", false), false);
    Object value = converter.toConnectData("crm", written).value();
    Transformation<SourceRecord> from = new FromContextEvent.Value<>();
    from.configure(Map.of());
    Map<?, ?> envelope =
        (Map<?, ?>) from.apply(new SourceRecord(Map.of(), Map.of(), "crm", null, value)).value();
    assertThat(envelope.get("after")).isEqualTo(Map.of("id", 7L, "title", "tea"));
    assertThat(envelope.get("before")).isNull();
    assertThat(envelope.get("op")).isEqualTo("c");
    assertThat(envelope.get("ts_ms")).isEqualTo(1_767_225_600_000L);
  }
}
