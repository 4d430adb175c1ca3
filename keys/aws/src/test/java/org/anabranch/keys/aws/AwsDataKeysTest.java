package org.anabranch.keys.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.testkit.kms.AwsKmsStandIn;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Data keys of connectors whose key-encryption key is in AWS KMS and who share a table. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AwsDataKeysTest {

  private static PostgresServer server;
  private static PostgresDatabase database;

  private final AwsKmsStandIn kms = AwsKmsStandIn.start();
  private final String key = kms.addKey("first");

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
    database = server.database("keys");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void stop() {
    kms.close();
  }

  private DataKeys open(String name, String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("key.name", name);
    options.put("key.store", "postgres");
    options.put("key.store.connection.url", database.jdbcUrl());
    options.put("key.store.connection.user", database.user());
    options.put("key.store.connection.password", database.password());
    options.put("kek.provider", "aws-kms");
    options.put("kek.id", key);
    options.put(AwsOptions.ENDPOINT, kms.url());
    options.put(AwsOptions.ACCESS_KEY_ID, AwsKmsStandIn.ACCESS_KEY_ID);
    options.put(AwsOptions.SECRET_ACCESS_KEY, "the-secret-of-the-access-key");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return KeyOptions.open(options, true);
  }

  private static int fingerprint(DataKey key) {
    return key.primitive(Arrays::hashCode);
  }

  @Test
  void another_connector_reads_through_throttling_and_a_rotation_in_mid_stream() {
    try (DataKeys writer = open("rotated");
        DataKeys reader = open("rotated")) {
      DataKey made = writer.current(KeyPurpose.AUTHENTICATED, null);
      kms.rotate("first");
      kms.throttle(2);
      assertThat(fingerprint(reader.of(made.id()))).isEqualTo(fingerprint(made));
      assertThat(writer.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(made.id());
    }
  }

  @Test
  void an_outage_is_bridged_by_keys_at_hand_and_fails_for_others() {
    try (DataKeys writer = open("outage");
        DataKeys reader = open("outage", "key.retry.timeout.ms", "200")) {
      KeyId made = writer.current(KeyPurpose.AUTHENTICATED, null).id();
      kms.closePort();
      assertThat(writer.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(made);
      assertThatThrownBy(() -> reader.of(made)).isInstanceOf(RetriableException.class);
      kms.recover();
      assertThat(reader.of(made).id()).isEqualTo(made);
    }
  }

  @Test
  void a_key_encryption_key_that_is_disabled_fails_at_once() {
    try (DataKeys writer = open("disabled");
        DataKeys reader = open("disabled")) {
      KeyId made = writer.current(KeyPurpose.AUTHENTICATED, null).id();
      kms.disable("first");
      int before = kms.requests();
      assertThatThrownBy(() -> reader.of(made))
          .isInstanceOf(ConnectException.class)
          .isNotInstanceOf(RetriableException.class)
          .hasMessageContaining("Enable the key");
      assertThat(kms.requests()).isEqualTo(before + 1);
    }
  }
}
