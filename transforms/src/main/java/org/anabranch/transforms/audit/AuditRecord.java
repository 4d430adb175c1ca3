package org.anabranch.transforms.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record of an audit topic, JSON in UTF-8. docs/formats/audit.md lists its members.
 *
 * @param sequence its place in its partition's chain, from 1
 * @param previous the hash of the record before it; see {@link ChainHash}
 */
public record AuditRecord(long sequence, String previous) {

  private static final int FORMAT = 1;
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Between which regions decisions are made.
   *
   * @param origin the region from which records come
   * @param destination the region to which they go
   */
  public record Direction(String origin, String destination) {}

  /** The bytes of a record. */
  static byte[] write(
      long sequence, String previous, Direction direction, Instant at, AuditEntry entry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("version", FORMAT);
      json.writeNumberField("sequence", sequence);
      json.writeStringField("previous", previous);
      json.writeStringField("at", at.toString());
      json.writeStringField("origin", direction.origin());
      json.writeStringField("destination", direction.destination());
      json.writeStringField("policy", entry.policy());
      json.writeStringField("decision", entry.decision().text());
      if (entry.dryRun()) {
        json.writeBooleanField("dry_run", true);
      }
      names(json, "rules", entry.rules());
      names(json, "removed", entry.removed());
      names(json, "masked", entry.masked());
      names(json, "encrypted", entry.encrypted());
      place(json, entry);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void place(JsonGenerator json, AuditEntry entry) throws IOException {
    json.writeStringField("topic", entry.topic());
    if (entry.partition() != null) {
      json.writeNumberField("partition", entry.partition());
    }
    if (entry.table() != null) {
      json.writeStringField("table", entry.table().toString());
    }
    if (entry.change() != null) {
      json.writeStringField("change_origin", entry.change().origin().name());
      json.writeNumberField("change_stamp", entry.change().stamp().bits());
    }
  }

  private static void names(JsonGenerator json, String member, List<String> names)
      throws IOException {
    if (!names.isEmpty()) {
      json.writeArrayFieldStart(member);
      for (String name : names) {
        json.writeString(name);
      }
      json.writeEndArray();
    }
  }

  /**
   * Reads what a record says of its place in the chain.
   *
   * @throws IllegalArgumentException where the value is no record of an audit topic; says why, and
   *     nothing of what it holds
   */
  public static AuditRecord read(byte @Nullable [] value) {
    if (value == null) {
      throw new IllegalArgumentException("it has no value");
    }
    Long version = null;
    Long sequence = null;
    String previous = null;
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        if (name.equals("version") && token == JsonToken.VALUE_NUMBER_INT) {
          version = json.getLongValue();
        } else if (name.equals("sequence") && token == JsonToken.VALUE_NUMBER_INT) {
          sequence = json.getLongValue();
        } else if (name.equals("previous") && token == JsonToken.VALUE_STRING) {
          previous = json.getText();
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      // Its message quotes the text.
      throw new IllegalArgumentException("it is no JSON");
    }
    if (version == null || sequence == null || previous == null) {
      throw new IllegalArgumentException("'version', 'sequence' or 'previous' is missing");
    }
    if (version != FORMAT) {
      throw new IllegalArgumentException(
          "it is of format " + version + ", of which this version knows nothing; use a newer one");
    }
    return new AuditRecord(sequence, previous);
  }
}
