package org.anabranch.tools.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.anabranch.tools.database.Key;

/** The results as one JSON document, for programs. */
public final class JsonReport {

  private final boolean showKeys;

  /**
   * A report.
   *
   * @param showKeys whether the keys' own values are shown
   */
  public JsonReport(boolean showKeys) {
    this.showKeys = showKeys;
  }

  public void write(List<TableResult> results, PrintWriter out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeArrayFieldStart("tables");
    for (TableResult result : results) {
      write(result, json);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.close();
    out.println();
  }

  private void write(TableResult result, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", result.table().schema());
    json.writeStringField("table", result.table().table());
    json.writeNumberField("rowsLeft", result.rowsLeft());
    json.writeNumberField("rowsRight", result.rowsRight());
    json.writeBooleanField("complete", !result.stopped());
    json.writeArrayFieldStart("structure");
    for (String line : result.structure()) {
      json.writeString(line);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("differences");
    for (Difference difference : result.differences()) {
      write(result, difference, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(TableResult result, Difference difference, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField(
        "keyHash", difference.hash() == null ? null : difference.hash().toString());
    json.writeStringField("what", difference.kind().toString());
    json.writeStringField("inFlight", difference.flight().toString());
    if (showKeys) {
      json.writeObjectFieldStart("key");
      Key key = difference.key();
      for (int i = 0; i < key.values().size(); i++) {
        json.writeStringField(result.key().get(i).name(), key.values().get(i));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
