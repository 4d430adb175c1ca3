package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Objects;
import org.anabranch.keys.hybrid.HybridKey;
import org.anabranch.keys.hybrid.KeysetHybridKeys;
import org.anabranch.keys.local.Keyset;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.KeysetKey;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CreateKeysetTest {

  @TempDir private Path directory = Path.of(".");

  private CommandRun create(String name, String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "create-keyset";
    arguments[1] = "--file";
    arguments[2] = file().toString();
    arguments[3] = "--name";
    arguments[4] = name;
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRun.of(arguments);
  }

  private Path file() {
    return directory.resolve("keyset.json");
  }

  @Test
  void a_keyset_is_made_for_its_owner_and_gets_more_keys() throws Exception {
    assertThat(create("k1").status()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(create("k2", "--add").status()).isZero();
    assertThat(new KeysetFile(file()).read().primary()).isEqualTo("k1");
    assertThat(create("k3", "--add", "--primary").status()).isZero();
    assertThat(create("pq1", "--add", "--kind", HybridKey.KIND).status()).isZero();

    Keyset keyset = new KeysetFile(file()).read();
    assertThat(keyset.primary()).isEqualTo("k3");
    assertThat(keyset.keys()).extracting(KeysetKey::name).containsExactly("k1", "k2", "k3", "pq1");
    HybridKey hybrid = new KeysetHybridKeys(new KeysetFile(file())).named("pq1");
    assertThat(Objects.requireNonNull(hybrid).privateKey()).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void no_key_is_printed_and_none_is_lost() throws Exception {
    CommandRun made = create("k1");
    byte[] key =
        Objects.requireNonNull(
            Objects.requireNonNull(new KeysetFile(file()).read().find("k1")).part("key"));
    assertThat(made.said()).doesNotContain(Base64.getEncoder().encodeToString(key));
    String before = Files.readString(file());
    assertThat(create("k2").err()).contains("is there already. Add a key to it with --add");
    assertThat(create("k1", "--add").err()).contains("two keys have one name");
    assertThat(create("k 2", "--add").err()).contains("1 to 64 letters");
    assertThat(create("k2", "--add", "--kind", "rot13").err()).contains("[aes-256-gcm,");
    assertThat(Files.readString(file())).isEqualTo(before);
  }
}
