package org.anabranch.keys.ring;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.local.AesKek;
import org.anabranch.keys.local.Keyset;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.LocalProvider;
import org.anabranch.keys.store.SubjectHasher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;

/** Real keys of a keyset file, and a key store that fails when it is told to. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class KeysInMemory {

  static final RingOptions OPTIONS =
      new RingOptions(
          Duration.ofHours(1),
          Duration.ofHours(1),
          16,
          1000,
          Duration.ofDays(7),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  final MemoryKeyStore.Place place = new MemoryKeyStore.Place();
  final ManualTiming timing = new ManualTiming();
  private @Nullable SwitchedWrapper wrapper;

  @TempDir private Path directory = Path.of(".");

  @BeforeEach
  void makeKeyset() throws Exception {
    new KeysetFile(file())
        .create(new Keyset("k1", List.of(AesKek.generate("k1", new SecureRandom()))));
  }

  final Path file() {
    return directory.resolve("keyset.json");
  }

  final SwitchedWrapper provider() {
    return Objects.requireNonNull(wrapper);
  }

  final StoredDataKeys open() {
    return open(OPTIONS, true);
  }

  final StoredDataKeys open(RingOptions options, boolean makes) {
    SwitchedWrapper made =
        new SwitchedWrapper(
            new LocalProvider().open("", Map.of(LocalProvider.FILE, file().toString())));
    wrapper = made;
    return new StoredDataKeys(
        "default",
        new SubjectHasher("default", null),
        new MemoryKeyStore(place, makes),
        "local",
        made,
        makes,
        options,
        timing);
  }

  static byte[] bytes(DataKey key) {
    // A copy, whatever was made of the key before.
    return key.primitive(byte[]::clone).clone();
  }
}
