package org.anabranch.converters.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.json.JsonConverterConfig;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Kafka's own converter, whose messages can quote what they could not read: these are told
 * here without. For any number of threads.
 */
final class JsonBytes implements AutoCloseable {

  /** The one message of its own in which Kafka's converter quotes a value. */
  private static final String QUOTING = "Couldn't convert ";

  private final JsonConverter json = new JsonConverter();

  JsonBytes(Map<String, ?> configuration, boolean isKey) {
    Map<String, Object> settings = new HashMap<>(configuration);
    settings.putIfAbsent(JsonConverterConfig.REPLACE_NULL_WITH_DEFAULT_CONFIG, false);
    json.configure(settings, isKey);
  }

  byte @Nullable [] write(String topic, @Nullable Schema schema, @Nullable Object value) {
    if (FiniteNumbers.missIn(value)) {
      throw new DataException(
          "A value for topic '%s' cannot be written as JSON: a number in it is NaN or infinite, which JSON does not have. Let it travel as text, or use AvroContextConverter"
              .formatted(topic));
    }
    try {
      return json.fromConnectData(topic, schema, value);
    } catch (RuntimeException e) {
      throw told("A value for topic '%s' cannot be written as JSON: ".formatted(topic), e);
    }
  }

  SchemaAndValue read(String topic, byte @Nullable [] bytes) {
    try {
      return json.toConnectData(topic, bytes);
    } catch (RuntimeException e) {
      throw told("A value of topic '%s' cannot be read: ".formatted(topic), e);
    }
  }

  private static DataException told(String what, RuntimeException problem) {
    DataException told = new DataException(what + why(problem));
    told.setStackTrace(problem.getStackTrace());
    return told;
  }

  private static String why(RuntimeException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof StreamConstraintsException) {
        return "it is nested deeper, or a text or a number in it is longer, than Kafka's JsonConverter"
            + " reads";
      }
      if (cause instanceof JsonProcessingException syntax) {
        return syntax.getLocation() == null
            ? "it is no JSON"
            : "it is no JSON at byte " + syntax.getLocation().getByteOffset();
      }
    }
    String message = String.valueOf(problem.getMessage());
    boolean quotes = message.startsWith(QUOTING) || problem.getCause() != null;
    return problem instanceof DataException && !quotes
        ? message
        : problem.getClass().getSimpleName() + " in Kafka's JsonConverter";
  }

  @Override
  public void close() {
    json.close();
  }
}
