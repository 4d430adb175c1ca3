package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.WipedKeyException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CiphertextTest {

  private static final String MARKER = "Marker-7f3a: grace@example.org..";
  private static final Binding ROW_1 = new Binding("public.customer", "email", new byte[] {3, 1});

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = "FORMAT_PRESERVING", mode = EnumSource.Mode.EXCLUDE)
  void opens_what_it_sealed(Mode mode) {
    DataKey key = TestKeys.of(mode);
    byte[] sealed = Ciphertext.seal(mode, key, MARKER, Schema.OPTIONAL_STRING_SCHEMA, ROW_1);
    assertThat(Ciphertext.is(sealed)).isTrue();
    assertThat(Ciphertext.modeOf(sealed)).isEqualTo(mode);
    assertThat(Ciphertext.keyOf(sealed)).isEqualTo(key.id());
    Unsealed opened = Ciphertext.open(sealed, key, ROW_1);
    assertThat(opened).isEqualTo(new Unsealed(MARKER, Schema.STRING_SCHEMA));
    assertThat(opened.toString()).doesNotContain("Marker");
  }

  @Test
  void takes_at_most_72_bytes_and_96_letters_for_32_letters() {
    byte[] sealed = seal(Mode.AUTHENTICATED, MARKER, TestKeys.EMAIL);
    assertThat(MARKER).hasSize(32);
    assertThat(sealed).hasSize(71);
    assertThat(CiphertextText.of(sealed)).hasSize(95).startsWith("ab");
    assertThat(seal(Mode.DETERMINISTIC, MARKER, TestKeys.EMAIL)).hasSize(59);
    byte[] schemaless =
        Ciphertext.seal(
            Mode.AUTHENTICATED, TestKeys.of(Mode.AUTHENTICATED), MARKER, null, TestKeys.EMAIL);
    assertThat(schemaless).hasSize(71);
  }

  @Test
  void never_makes_the_same_ciphertext_twice_unless_it_shall() {
    DataKey random = TestKeys.of(Mode.AUTHENTICATED);
    DataKey alike = TestKeys.of(Mode.DETERMINISTIC);
    Set<String> different = new HashSet<>();
    Set<String> same = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      different.add(text(Mode.AUTHENTICATED, random));
      same.add(text(Mode.DETERMINISTIC, alike));
    }
    assertThat(different).hasSize(1000);
    assertThat(same).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = "FORMAT_PRESERVING", mode = EnumSource.Mode.EXCLUDE)
  void opens_nothing_of_which_a_bit_changed(Mode mode) {
    byte[] sealed = seal(mode, MARKER, ROW_1);
    for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      refuses(changed, TestKeys.of(mode), ROW_1, "bit " + bit);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = "FORMAT_PRESERVING", mode = EnumSource.Mode.EXCLUDE)
  void opens_nothing_that_was_cut_or_added_to(Mode mode) {
    byte[] sealed = seal(mode, MARKER, ROW_1);
    for (int length = 0; length < sealed.length; length++) {
      refuses(Arrays.copyOf(sealed, length), TestKeys.of(mode), ROW_1, "length " + length);
    }
    refuses(Arrays.copyOf(sealed, sealed.length + 1), TestKeys.of(mode), ROW_1, "one more");
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = "FORMAT_PRESERVING", mode = EnumSource.Mode.EXCLUDE)
  void opens_nothing_that_was_moved(Mode mode) {
    byte[] sealed = seal(mode, MARKER, ROW_1);
    DataKey key = TestKeys.of(mode);
    refuses(sealed, key, new Binding("public.customer2", "email", new byte[] {3, 1}), "table");
    refuses(sealed, key, new Binding("public.customer", "emai", new byte[] {3, 1}), "path");
    refuses(sealed, key, new Binding("public.customere", "mail", new byte[] {3, 1}), "shifted");
    refuses(sealed, key, new Binding("public.customer", "email", new byte[] {3, 2}), "row");
    refuses(sealed, key, new Binding("public.customer", "email", new byte[] {3}), "shorter row");
    refuses(sealed, key, new Binding("public.customer", "email", new byte[0]), "empty row");
    refuses(sealed, key, TestKeys.EMAIL, "no row");
    refuses(seal(mode, MARKER, TestKeys.EMAIL), key, ROW_1, "a row");
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = "FORMAT_PRESERVING", mode = EnumSource.Mode.EXCLUDE)
  void opens_nothing_with_another_key(Mode mode) {
    byte[] sealed = seal(mode, MARKER, ROW_1);
    refuses(sealed, TestKeys.another(mode), ROW_1, "other bytes");
    byte[] bytes = TestKeys.bytes(0, mode.purpose().size());
    refuses(sealed, new DataKey(new KeyId(7), mode.purpose(), bytes), ROW_1, "other id");
    refuses(sealed, TestKeys.of(KeyPurpose.INDEX), ROW_1, "other purpose");
  }

  @Test
  void tells_a_newer_format_from_what_is_no_ciphertext() {
    byte[] sealed = seal(Mode.AUTHENTICATED, MARKER, TestKeys.EMAIL);
    byte[] newer = sealed.clone();
    newer[1] = (byte) 0xB3;
    assertThat(Ciphertext.is(newer)).isTrue();
    assertThatThrownBy(() -> Ciphertext.keyOf(newer))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("newer format");
    byte[] foreign = sealed.clone();
    foreign[1] = (byte) 0xA1;
    assertThat(Ciphertext.is(foreign)).isFalse();
    assertThatThrownBy(() -> Ciphertext.modeOf(foreign))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no ciphertext");
    assertThat(Ciphertext.is(new byte[0])).isFalse();
  }

  @Test
  void uses_a_key_for_nothing_but_its_purpose() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Ciphertext.seal(
                    Mode.DETERMINISTIC,
                    TestKeys.of(Mode.AUTHENTICATED),
                    MARKER,
                    Schema.STRING_SCHEMA,
                    ROW_1))
        .withMessageNotContaining("Marker");
  }

  @ParameterizedTest
  @EnumSource(value = Mode.class, names = "FORMAT_PRESERVING", mode = EnumSource.Mode.EXCLUDE)
  void uses_no_key_that_was_wiped(Mode mode) {
    DataKey key = TestKeys.of(mode);
    byte[] sealed = Ciphertext.seal(mode, key, MARKER, Schema.STRING_SCHEMA, ROW_1);
    key.wipe();
    assertThatThrownBy(() -> Ciphertext.open(sealed, key, ROW_1))
        .isInstanceOf(WipedKeyException.class);
    assertThatThrownBy(() -> Ciphertext.seal(mode, key, MARKER, Schema.STRING_SCHEMA, ROW_1))
        .isInstanceOf(WipedKeyException.class);
  }

  @Test
  void shares_a_key_among_threads_until_it_is_wiped() throws Exception {
    DataKey key = TestKeys.of(Mode.AUTHENTICATED);
    Set<String> nonces = ConcurrentHashMap.newKeySet();
    AtomicInteger sealed = new AtomicInteger();
    Callable<Void> seals =
        () -> {
          try {
            while (true) {
              byte[] one =
                  Ciphertext.seal(
                      Mode.AUTHENTICATED, key, MARKER, Schema.STRING_SCHEMA, TestKeys.EMAIL);
              nonces.add(HexFormat.of().formatHex(one, Head.BYTES, Head.BYTES + Nonces.BYTES));
              // Under a key that was wiped in mid-way it would not open.
              Ciphertext.open(one, TestKeys.of(Mode.AUTHENTICATED), TestKeys.EMAIL);
              if (sealed.incrementAndGet() == 2_000) {
                key.wipe();
              }
            }
          } catch (WipedKeyException e) {
            return null;
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Void> ended : threads.invokeAll(List.of(seals, seals, seals, seals))) {
        ended.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(nonces).hasSize(sealed.get()).hasSizeGreaterThanOrEqualTo(2_000);
  }

  private static void refuses(byte[] sealed, DataKey key, Binding binding, String what) {
    assertThatThrownBy(() -> Ciphertext.open(sealed, key, binding))
        .as(what)
        .isInstanceOf(DataException.class)
        .hasNoCause()
        .hasMessageNotContaining("Marker")
        .hasMessageNotContaining("grace");
  }

  private static byte[] seal(Mode mode, String text, Binding binding) {
    return Ciphertext.seal(mode, TestKeys.of(mode), text, Schema.STRING_SCHEMA, binding);
  }

  private static String text(Mode mode, DataKey key) {
    return CiphertextText.of(
        Ciphertext.seal(mode, key, MARKER, Schema.STRING_SCHEMA, TestKeys.EMAIL));
  }
}
