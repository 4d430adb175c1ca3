package org.anabranch.keys.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.hybrid.KeysetHybridKeys;
import org.anabranch.keys.local.AesKek;
import org.anabranch.keys.local.Keyset;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.KeysetKey;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.PostgresDatabase;
import org.anabranch.testkit.servers.PostgresServer;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connectors say, with real servers where something is opened. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeyOptionsTest {

  private static final String SECRET = "marker-of-a-subject-secret";

  @TempDir private Path directory = Path.of(".");

  @BeforeEach
  void makeKeyset() throws Exception {
    SecureRandom random = new SecureRandom();
    new KeysetFile(file())
        .create(
            new Keyset(
                "k1",
                List.of(AesKek.generate("k1", random), KeysetHybridKeys.generate("pq1", random))));
  }

  private Path file() {
    return directory.resolve("keyset.json");
  }

  private Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("kek.local.keyset.file", file().toString());
    options.put("key.subject.secret", SECRET);
    options.put("key.store.refresh.ms", "200");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static void assertRefused(Map<String, String> options, String why) {
    assertThatThrownBy(() -> KeyOptions.open(options, true).close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why);
  }

  @Test
  void every_option_has_a_group_a_name_and_a_sentence() {
    ConfigDef defined = KeyOptions.define(new ConfigDef());
    assertThat(defined.configKeys().values())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            key -> {
              assertThat(key.name).matches("(key|kek)\\.[a-z.]+");
              assertThat(key.documentation).endsWith(".");
              assertThat(key.group).startsWith("Key");
              assertThat(key.displayName).isNotEqualTo(key.name);
              assertThat(key.hasDefault()).isTrue();
            });
  }

  @Test
  void what_is_missing_or_wrong_is_said() {
    assertRefused(options(), "key.store.bootstrap.servers is missing");
    assertRefused(options("key.store", "postgres"), "key.store.connection.url is missing");
    assertRefused(options("key.store", "redis"), "key.store");
    Map<String, String> served = options("key.store.bootstrap.servers", "127.0.0.1:1");
    assertRefused(with(served, "kek.local.keyset.file", " "), "kek.local.keyset.file is missing");
    assertRefused(with(served, "kek.provider", "abacus"), "[local, vault-transit]");
    assertRefused(with(served, "key.subject.secret", "short"), "key.subject.secret is too short");
    assertRefused(with(served, "key.store.table", "no table"), "Give <schema>.<table>");
    assertRefused(with(served, "key.store.connection.url", "mysql://marker"), "jdbc:postgresql:");
    assertRefused(with(served, "key.store.topic.replication.factor", "0"), "Give a number");
  }

  private static Map<String, String> with(Map<String, String> options, String name, String value) {
    Map<String, String> changed = new HashMap<>(options);
    changed.put(name, value);
    return changed;
  }

  @Test
  void no_secret_is_in_a_text() {
    AbstractConfig config =
        new AbstractConfig(
            KeyOptions.define(new ConfigDef()),
            options("key.store.connection.password", SECRET),
            false);
    assertThat(config.values().toString()).doesNotContain(SECRET);
  }

  @Test
  void keys_go_by_a_topic_from_who_encrypts_to_who_decrypts() {
    try (KafkaBroker kafka = KafkaBroker.start()) {
      useAndForget(options("key.store.bootstrap.servers", kafka.bootstrapServers()));
    }
  }

  @Test
  void keys_go_by_a_table_from_who_encrypts_to_who_decrypts() {
    try (PostgresServer server = PostgresServer.start()) {
      PostgresDatabase database = server.database("keys");
      useAndForget(
          options(
              "key.store", "postgres",
              "key.store.connection.url", database.jdbcUrl(),
              "key.store.connection.user", database.user(),
              "key.store.connection.password", database.password()));
    }
  }

  private static void useAndForget(Map<String, String> options) {
    try (DataKeys writer =
            KeyOptions.open(with(with(options, "kek.hybrid", "pq1"), "kek.trusted", "k1"), true);
        DataKeys plain = KeyOptions.open(options, true);
        DataKeys reader = KeyOptions.open(options, false);
        KeyStore store = KeyOptions.openStore(options)) {
      List<DataKey> keys = new ArrayList<>();
      for (KeyPurpose purpose : KeyPurpose.values()) {
        keys.add(writer.current(purpose, null));
        keys.add(writer.current(purpose, "ada"));
      }
      keys.add(plain.current(KeyPurpose.INDEX, "bob"));
      for (DataKey key : keys) {
        assertThat(bytes(reader.of(key.id()))).isEqualTo(bytes(key));
      }
      assertThat(kek(store, keys.get(0))).isEqualTo("x25519-ml-kem-768:pq1+k1");
      assertThat(kek(store, keys.get(8))).isEqualTo("k1");

      store.forget("default", KeyOptions.subjects(options).hash("ada"), 1);
      for (DataKeys process : List.of(writer, reader)) {
        Await.until("the key is gone", Await.DEADLINE, () -> isForgotten(process, keys.get(1)));
        assertThat(bytes(process.of(keys.get(8).id()))).isEqualTo(bytes(keys.get(8)));
      }
      assertThatThrownBy(() -> writer.current(KeyPurpose.AUTHENTICATED, "ada"))
          .isInstanceOf(ForgottenKeyException.class);
    }
  }

  private static String kek(KeyStore store, DataKey key) {
    StoredKey stored = Objects.requireNonNull(store.find(key.id()));
    return stored.wrapping().key();
  }

  private static boolean isForgotten(DataKeys keys, DataKey key) {
    try {
      keys.of(key.id());
      return false;
    } catch (ForgottenKeyException e) {
      return true;
    }
  }

  private static byte[] bytes(DataKey key) {
    return key.primitive(byte[]::clone).clone();
  }

  @Test
  void no_key_subject_or_secret_is_logged_at_any_level() throws Exception {
    Path log = directory.resolve("log");
    Path used = directory.resolve("used");
    List<String> secret = new ArrayList<>();
    for (KeysetKey key : new KeysetFile(file()).read().keys()) {
      byte[] bytes = key.kind().equals(AesKek.KIND) ? key.part("key") : key.part("private");
      secret.add(HexFormat.of().formatHex(Objects.requireNonNull(bytes)));
    }
    try (KafkaBroker kafka = KafkaBroker.start()) {
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                  "-Dorg.slf4j.simpleLogger.log.org.anabranch=trace",
                  TracedUse.class.getName(),
                  kafka.bootstrapServers(),
                  file().toString(),
                  used.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(program.waitFor()).isZero();
    }
    String said = Files.readString(log);
    assertThat(said).contains("TRACE").contains("Made the data key").contains("is forgotten");
    secret.addAll(Files.readAllLines(used));
    assertThat(secret).hasSize(10);
    for (String key : secret) {
      assertThat(said.contains(key)).isFalse();
      String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(key));
      assertThat(said.contains(base64.replaceFirst("=+$", ""))).isFalse();
    }
    assertThat(said.contains("marker-")).isFalse();
  }

  @Test
  void a_hybrid_key_is_for_providers_that_may_have_one_and_needs_a_file() {
    Map<String, String> vault =
        options(
            "key.store.bootstrap.servers", "127.0.0.1:1",
            "kek.provider", "vault-transit",
            "kek.id", "k",
            "kek.vault.address", "http://127.0.0.1:1",
            "kek.vault.token", "t",
            "kek.hybrid", "pq1");
    vault.remove("kek.local.keyset.file");
    assertRefused(vault, "kek.hybrid.keyset.file is missing");
    KeyOptions.open(with(vault, "kek.hybrid.keyset.file", file().toString()), true).close();
  }

  @Test
  void a_copy_is_not_forgotten_from() {
    assertThatThrownBy(
            () ->
                KeyOptions.openStore(
                    options(
                        "key.store.bootstrap.servers", "127.0.0.1:1",
                        "key.store.read.only", "true")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Forget subjects in the key store of which this one is a copy");
  }
}
