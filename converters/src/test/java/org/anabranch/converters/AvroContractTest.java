package org.anabranch.converters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.anabranch.converters.registry.SharedRegistry;
import org.anabranch.testkit.servers.SchemaRegistryServer;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of all converters, for Avro with a real registry. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@ExtendWith(SharedRegistry.class)
class AvroContractTest extends ConverterContract {

  private final String url;

  AvroContractTest(SchemaRegistryServer server) {
    url = server.url().toString();
  }

  @Override
  Converter create() {
    return new AvroContextConverter();
  }

  @Override
  Map<String, Object> options() {
    return Map.of("schema.registry.url", url, "max.retries", "0");
  }

  @Override
  List<byte[]> unreadable() {
    return List.of(
        SECRET.getBytes(UTF_8),
        ("\0\0\7\7\7" + SECRET).getBytes(UTF_8),
        ("\0\0\0\0\1" + SECRET).getBytes(UTF_8),
        ("\1\0\0\0\1" + SECRET).getBytes(UTF_8));
  }

  @Override
  boolean documents(ConfigKey key) {
    return !key.internalConfig;
  }
}
