package org.anabranch.keys.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.KeyWrapperContract;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProviderTest extends KeyWrapperContract {

  private static final byte[] PLAIN = "a data key, bound".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory = Path.of(".");
  private final KeysetKey first = AesKek.generate("first", new SecureRandom());
  private final KeysetKey second = AesKek.generate("second", new SecureRandom());

  @BeforeEach
  void make() throws Exception {
    file().create(new Keyset("first", List.of(first, second)));
  }

  private Path path() {
    return directory.resolve("keyset.json");
  }

  private KeysetFile file() {
    return new KeysetFile(path());
  }

  @Override
  protected KeyWrapper open(String id) {
    return new LocalProvider().open(id, Map.of(LocalProvider.FILE, path().toString()));
  }

  private static void assertRefused(Runnable work, boolean passing, String why) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            KeyProviderException.class, e -> assertThat(e.isPassing()).isEqualTo(passing))
        .hasMessageContaining(why);
  }

  @Test
  void what_it_wrapped_it_unwraps_and_each_time_differently() {
    KeyWrapper wrapper = open("");
    byte[] wrapped = wrapper.wrap(PLAIN);
    assertThat(wrapper.key()).isEqualTo("first");
    assertThat(wrapper.wrap(PLAIN)).isNotEqualTo(wrapped);
    assertThat(open("").unwrap(wrapped, "first")).isEqualTo(PLAIN);
  }

  @Test
  void keys_are_added_while_it_is_open() throws Exception {
    KeyWrapper wrapper = open("");
    byte[] wrapped = wrapper.wrap(PLAIN);
    KeysetKey third = AesKek.generate("third", new SecureRandom());
    file().replace(new Keyset("third", List.of(first, second, third)));
    assertThat(wrapper.key()).isEqualTo("third");
    assertThat(wrapper.unwrap(wrapper.wrap(PLAIN), "third")).isEqualTo(PLAIN);
    assertThat(wrapper.unwrap(wrapped, "first")).isEqualTo(PLAIN);
    assertThat(open("first").key()).isEqualTo("first");
  }

  @Test
  void nothing_opens_with_another_key_or_when_it_was_altered() {
    KeyWrapper wrapper = open("");
    byte[] wrapped = wrapper.wrap(PLAIN);
    for (int bit = 0; bit < 8 * wrapped.length; bit++) {
      byte[] altered = wrapped.clone();
      altered[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(() -> wrapper.unwrap(altered, "first"), false, "key first");
    }
    for (int length = 0; length < wrapped.length; length++) {
      byte[] cut = Arrays.copyOf(wrapped, length);
      assertRefused(() -> wrapper.unwrap(cut, "first"), false, "key first");
    }
    assertRefused(() -> wrapper.unwrap(wrapped, "second"), false, "key second");
    assertRefused(() -> wrapper.unwrap(wrapped, "third"), false, "no key third");
  }

  @Test
  void a_file_that_others_may_read_is_refused() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString(mode));
      assertRefused(() -> open("").wrap(PLAIN), false, "chmod 600");
    }
  }

  @Test
  void a_file_that_is_replaced_keeps_its_owner_and_its_mode() throws Exception {
    UserPrincipal owner = Files.getOwner(path());
    if (owner.getName().equals("root")) {
      // Only root can give files away, and only root's can be lost to others.
      owner =
          path().getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(path(), owner);
    }
    file().replace(new Keyset("second", List.of(first, second)));
    assertThat(Files.getOwner(path())).isEqualTo(owner);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    assertThat(file().read().primary()).isEqualTo("second");
  }

  @Test
  void keys_of_a_file_that_could_not_be_replaced_are_left_nowhere() throws Exception {
    Path taken = Files.createDirectory(directory.resolve("taken"));
    Files.createFile(taken.resolve("something"));
    assertThatThrownBy(() -> new KeysetFile(taken).replace(new Keyset("first", List.of(first))))
        .isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(path(), taken);
    }
  }

  @Test
  void a_missing_file_may_come_back() throws Exception {
    Files.delete(path());
    assertRefused(() -> open("").wrap(PLAIN), true, "cannot be read");
  }

  @Test
  void what_is_no_keyset_is_refused_without_its_text() throws Exception {
    String marker = "bWFya2VyLXZhbHVl";
    String good =
        "{\"v\":1,\"primary\":\"first\",\"keys\":[{\"name\":\"first\",\"kind\":\"aes-256-gcm\",\"key\":\"%s\"}]}"
            .formatted(marker);
    for (String bad :
        List.of(
            "",
            marker,
            good + marker,
            good.replace("\"v\":1", "\"v\":2"),
            good.replace("\"primary\":\"first\"", "\"primary\":\"second\""),
            good.replace(marker, marker + "*"),
            good.replace("\"name\":\"first\"", "\"name\":\"fir st\""),
            // A key of 12 bytes is none of AES-256.
            good)) {
      Files.writeString(path(), bad);
      assertThatThrownBy(() -> open("").wrap(PLAIN))
          .as(bad)
          .isInstanceOf(KeyProviderException.class)
          .satisfies(e -> assertThat(told(e)).doesNotContain(marker));
    }
  }

  private static String told(Throwable e) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      all.append(cause).append('\n');
    }
    return all.toString();
  }

  @Test
  void no_text_of_a_keyset_has_a_key() {
    byte[] key = Objects.requireNonNull(first.part("key"));
    assertThat(new Keyset("first", List.of(first)).toString())
        .doesNotContain(HexFormat.of().formatHex(key))
        .doesNotContain(Base64.getEncoder().encodeToString(key));
  }

  @Test
  void a_file_is_not_made_in_anothers_place() {
    assertThatThrownBy(() -> file().create(new Keyset("second", List.of(second))))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file().read().primary()).isEqualTo("first");
    assertThat(directory).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void the_file_has_to_be_named() {
    assertThatThrownBy(() -> new LocalProvider().open("", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kek.local.keyset.file is missing");
  }
}
