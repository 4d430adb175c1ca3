package org.anabranch.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * Confluent's registry in memory, and before it what its real client has: a look into a map for
 * what was asked before. Without that, the registry's own work would be measured. For one subject.
 */
final class KnownSchemas extends MockSchemaRegistryClient {

  private final Map<ParsedSchema, Integer> ids = new HashMap<>();
  private final Map<ParsedSchema, Integer> versions = new HashMap<>();
  private final Map<Integer, ParsedSchema> schemas = new HashMap<>();

  @Override
  public int register(String subject, ParsedSchema schema, boolean normalize)
      throws IOException, RestClientException {
    Integer id = ids.get(schema);
    if (id == null) {
      id = super.register(subject, schema, normalize);
      ids.put(schema, id);
    }
    return id;
  }

  @Override
  public int getVersion(String subject, ParsedSchema schema)
      throws IOException, RestClientException {
    Integer version = versions.get(schema);
    if (version == null) {
      version = super.getVersion(subject, schema);
      versions.put(schema, version);
    }
    return version;
  }

  @Override
  public ParsedSchema getSchemaBySubjectAndId(String subject, int id)
      throws IOException, RestClientException {
    ParsedSchema schema = schemas.get(id);
    if (schema == null) {
      schema = super.getSchemaBySubjectAndId(subject, id);
      schemas.put(id, schema);
    }
    return schema;
  }
}
