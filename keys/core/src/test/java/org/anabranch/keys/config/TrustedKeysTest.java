package org.anabranch.keys.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.hybrid.KeysetHybridKeys;
import org.anabranch.keys.local.AesKek;
import org.anabranch.keys.local.Keyset;
import org.anabranch.keys.local.KeysetFile;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under which key-encryption keys the key store's records are unwrapped. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TrustedKeysTest {

  private static final byte[] PLAIN = {1, 2, 3};

  @TempDir private Path directory = Path.of(".");

  @BeforeEach
  void makeKeyset() throws Exception {
    SecureRandom random = new SecureRandom();
    new KeysetFile(directory.resolve("keyset.json"))
        .create(
            new Keyset(
                "k1",
                List.of(
                    AesKek.generate("k1", random),
                    AesKek.generate("leaked", random),
                    KeysetHybridKeys.generate("pq1", random),
                    KeysetHybridKeys.generate("pq2", random))));
  }

  private KeyWrapper open(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("kek.local.keyset.file", directory.resolve("keyset.json").toString());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    ConfigDef defined = KekOptions.define(new ConfigDef(), "Keys");
    return KekOptions.open(new AbstractConfig(defined, options, false), options);
  }

  private static void assertReads(KeyWrapper reader, KeyWrapper writer) {
    assertThat(reader.unwrap(writer.wrap(PLAIN), writer.key())).isEqualTo(PLAIN);
  }

  private static void assertRefuses(KeyWrapper reader, KeyWrapper writer) {
    byte[] wrapped = writer.wrap(PLAIN);
    assertThatThrownBy(() -> reader.unwrap(wrapped, writer.key()))
        .isInstanceOf(KeyProviderException.class)
        .hasMessageContaining(writer.key() + ", and kek.trusted does not")
        .satisfies(why -> assertThat(((KeyProviderException) why).isPassing()).isFalse());
  }

  @Test
  void another_key_of_the_file_is_used_only_where_it_is_trusted() {
    KeyWrapper leaked = open("kek.id", "leaked");
    for (KeyWrapper reader : List.of(open(), open("kek.id", "k1"), open("kek.trusted", "k3"))) {
      assertReads(reader, open());
      assertRefuses(reader, leaked);
    }
    assertReads(open("kek.trusted", "k3,leaked"), leaked);
    assertReads(open("kek.trusted", "leaked"), open());
  }

  @Test
  void a_hybrid_key_is_asked_for_where_it_is_set() {
    KeyWrapper plain = open();
    KeyWrapper first = open("kek.hybrid", "pq1");
    KeyWrapper second = open("kek.hybrid", "pq2");
    assertReads(first, first);
    assertRefuses(first, plain);
    assertRefuses(first, second);
    assertRefuses(first, open("kek.hybrid", "pq1", "kek.id", "leaked"));
    assertReads(open("kek.hybrid", "pq1", "kek.trusted", "k1"), plain);
    assertReads(open("kek.hybrid", "pq1", "kek.trusted", second.key()), second);
    assertRefuses(open("kek.hybrid", "pq1", "kek.trusted", second.key()), plain);
  }

  @Test
  void without_the_option_what_a_hybrid_key_wrapped_as_well_stays_readable() {
    assertReads(open(), open("kek.hybrid", "pq1"));
    assertRefuses(open(), open("kek.hybrid", "pq1", "kek.id", "leaked"));
  }
}
