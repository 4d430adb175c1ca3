package org.anabranch.converters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A registry asked by HTTP in the way of Confluent's, which the others speak too. Thread-safe. */
final class HttpSchemaRegistry implements SchemaRegistry {

  private final RegistryHttp http;
  private final boolean normalizes;

  HttpSchemaRegistry(RegistryOptions options) {
    this.http = new RegistryHttp(options);
    this.normalizes = options.normalizes();
  }

  @Override
  public Schema byId(int id, @Nullable String subject) {
    String query = subject == null ? "" : "&subject=" + Request.encoded(subject);
    return new ReferencedSchemas(http)
        .of(
            http.ask(
                Request.get("/schemas/ids/" + id + "?fetchMaxId=false" + query, Asked.forId(id))));
  }

  @Override
  public int register(String subject, Schema schema) {
    return post("/subjects/", subject, "/versions" + query(), schema, Asked.toRegister(subject))
        .number("id");
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return post("/subjects/", subject, query(), schema, Asked.toLookUp(subject)).number("id");
  }

  @Override
  public @Nullable Integer versionOf(String subject, int id) {
    Answer answer =
        http.ask(Request.get("/schemas/ids/" + id + "/versions", Asked.forVersions(id)));
    for (JsonNode each : answer.orRefused()) {
      if (each.path("subject").asText().equals(subject)) {
        return each.path("version").asInt();
      }
    }
    return null;
  }

  @Override
  public RegisteredSchema latest(String subject) {
    Answer answer =
        http.ask(
            Request.get(
                "/subjects/" + Request.encoded(subject) + "/versions/latest",
                Asked.forLatest(subject)));
    return new RegisteredSchema(
        answer.number("id"), answer.number("version"), new ReferencedSchemas(http).of(answer));
  }

  @Override
  public List<String> incompatibilities(String subject, Schema schema) {
    Answer answer =
        post(
            "/compatibility/subjects/",
            subject,
            "/versions/latest?verbose=true",
            schema,
            Asked.whetherCompatible(subject));
    if (!answer.isGood() && answer.refusal().exception() instanceof UnknownSchemaException) {
      // A first version follows none.
      return List.of();
    }
    JsonNode body = answer.orRefused();
    if (body.path("is_compatible").asBoolean(false)) {
      return List.of();
    }
    List<String> reasons = new ArrayList<>();
    body.path("messages").forEach(reason -> reasons.add(reason.asText()));
    return reasons.isEmpty() ? List.of("the registry says no reason") : List.copyOf(reasons);
  }

  private Answer post(String before, String subject, String after, Schema schema, Asked asked) {
    return http.ask(
        Request.post(
            before + Request.encoded(subject) + after,
            Answer.written("schema", schema.toString()),
            asked));
  }

  private String query() {
    return normalizes ? "?normalize=true" : "";
  }

  @Override
  public void close() {
    // Java 17's client has nothing to close: its threads end when nobody refers to it.
  }
}
