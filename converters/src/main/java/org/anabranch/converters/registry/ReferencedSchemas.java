package org.anabranch.converters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.anabranch.converters.avro.AvroSchemas;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads one schema with all to which it refers, each of which the registry is asked for once. */
final class ReferencedSchemas {

  private final RegistryHttp http;
  private final Schema.Parser parser = AvroSchemas.parser();
  private final Set<String> read = new HashSet<>();

  ReferencedSchemas(RegistryHttp http) {
    this.http = http;
  }

  /**
   * The schema of an answer.
   *
   * @throws DataException where it is no Avro schema
   */
  Schema of(Answer answer) {
    String type = answer.orRefused().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw unreadable(answer, "is of type " + type, null);
    }
    for (JsonNode reference : answer.body().path("references")) {
      refer(reference.path("subject").asText(), reference.path("version").asInt());
    }
    try {
      return parser.parse(answer.text("schema"));
    } catch (AvroRuntimeException e) {
      throw unreadable(answer, "is no Avro schema, or refers to one that is missing", e);
    }
  }

  private void refer(String subject, int version) {
    if (read.add(version + " " + subject)) {
      of(
          http.ask(
              Request.get(
                  "/subjects/" + Request.encoded(subject) + "/versions/" + version,
                  Asked.forVersion(subject, version))));
    }
  }

  private static DataException unreadable(Answer answer, String what, @Nullable Throwable cause) {
    return new DataException(
        "What the schema registry at "
            + answer.where()
            + " gave when asked "
            + answer.asked().what()
            + " "
            + what
            + ". Read the topic with the converter of those who wrote it",
        cause);
  }
}
