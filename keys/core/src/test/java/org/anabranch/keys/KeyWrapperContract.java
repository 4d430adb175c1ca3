package org.anabranch.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link KeyWrapper} promises. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class KeyWrapperContract {

  private static final long SEED = 6;

  private final List<KeyWrapper> opened = new ArrayList<>();

  /** Opens a wrapper of the one provider that wraps with the key of this name, which it has. */
  protected abstract KeyWrapper open(String key);

  /** Opens one that is closed after the test. */
  protected final KeyWrapper wrapper(String key) {
    KeyWrapper wrapper = open(key);
    opened.add(wrapper);
    return wrapper;
  }

  @AfterEach
  void close() {
    opened.forEach(KeyWrapper::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 48, 80, 128})
  void what_was_wrapped_is_unwrapped(int size) {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(size);
    byte[] before = plain.clone();
    byte[] wrapped = wrapper.wrap(plain);
    assertThat(wrapper.unwrap(wrapped, wrapper.key())).isEqualTo(plain).isEqualTo(before);
  }

  @Test
  void what_is_wrapped_does_not_show_it() {
    byte[] plain = plain(32);
    KeyWrapper wrapper = wrapper("first");
    byte[] wrapped = wrapper.wrap(plain);
    assertThat(hex(wrapped)).doesNotContain(hex(plain));
    assertThat(wrapper.wrap(plain)).isNotEqualTo(wrapped);
  }

  @Test
  void a_wrapper_of_another_key_unwraps_what_an_earlier_one_wrapped() {
    KeyWrapper first = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = first.wrap(plain);
    assertThat(wrapper("second").unwrap(wrapped, first.key())).isEqualTo(plain);
  }

  @Test
  void nothing_is_unwrapped_with_another_key() {
    byte[] plain = plain(80);
    byte[] wrapped = wrapper("first").wrap(plain);
    KeyWrapper second = wrapper("second");
    assertLasting(plain, () -> second.unwrap(wrapped, second.key()));
  }

  @Test
  void nothing_is_unwrapped_that_was_altered() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    byte[] altered = wrapped.clone();
    altered[altered.length - 3] ^= 1;
    assertLasting(plain, () -> wrapper.unwrap(altered, wrapper.key()));
    byte[] cut = Arrays.copyOf(wrapped, wrapped.length / 2);
    assertLasting(plain, () -> wrapper.unwrap(cut, wrapper.key()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 300})
  void nothing_is_unwrapped_that_was_never_wrapped(int size) {
    KeyWrapper wrapper = wrapper("first");
    byte[] garbage = plain(size);
    assertLasting(plain(32), () -> wrapper.unwrap(garbage, wrapper.key()));
  }

  @Test
  void a_key_with_an_odd_name_is_refused() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(80);
    byte[] wrapped = wrapper.wrap(plain);
    for (String key : List.of("", "../first", "a b", "https://example.invalid/keys/first")) {
      assertLasting(plain, () -> wrapper.unwrap(wrapped, key));
    }
  }

  @Test
  void several_threads_may_use_it() {
    KeyWrapper wrapper = wrapper("first");
    byte[] plain = plain(64);
    assertThat(
            IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> wrapper.unwrap(wrapper.wrap(plain), wrapper.key())))
        .allSatisfy(unwrapped -> assertThat(unwrapped).isEqualTo(plain));
  }

  @Test
  void it_can_be_closed_twice() {
    KeyWrapper wrapper = open("first");
    wrapper.close();
    assertThatCode(wrapper::close).doesNotThrowAnyException();
  }

  /** Bytes of chance, the same in every run. */
  protected static byte[] plain(int size) {
    byte[] plain = new byte[size];
    new Random(SEED + size).nextBytes(plain);
    return plain;
  }

  /** It fails so that trying again is of no use, and tells nothing of the key. */
  protected static void assertLasting(byte[] plain, ThrowingCallable call) {
    KeyProviderException thrown = failure(plain, call);
    assertThat(thrown.isPassing()).as(thrown.toString()).isFalse();
  }

  /** It fails so that trying again may help, and tells nothing of the key. */
  protected static void assertPassing(byte[] plain, ThrowingCallable call) {
    KeyProviderException thrown = failure(plain, call);
    assertThat(thrown.isPassing()).as(thrown.toString()).isTrue();
  }

  private static KeyProviderException failure(byte[] plain, ThrowingCallable call) {
    KeyProviderException thrown = catchThrowableOfType(KeyProviderException.class, call);
    assertThat(thrown).as("failure").isNotNull();
    assertThat(thrown).hasMessageContaining(" ").message().isNotBlank();
    assertTellsNothing(plain, stackTrace(thrown));
    return thrown;
  }

  /** All that a log would show of it. */
  protected static String stackTrace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /** The text holds the bytes neither as hexadecimal digits nor in Base64. */
  protected static void assertTellsNothing(byte[] plain, String text) {
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(plain);
    String forUrls = Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    for (String secret : List.of(hex(plain), Arrays.toString(plain), base64, forUrls)) {
      assertThat(text.contains(secret)).as("a key in a message or log").isFalse();
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
