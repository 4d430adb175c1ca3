package org.anabranch.sink.column;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EncryptedTextTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {
        "c, i, 1:i+c",
        "'', '', 0:+",
        "c, NULL, -+c",
        "NULL, i, 1:i-",
        "+-:1, 3:x-+, 5:3:x-+++-:1",
        "NULL, NULL, NULL"
      })
  void two_texts_become_one_and_two_again(
      @Nullable String ciphertext, @Nullable String index, @Nullable String text) {
    assertThat(EncryptedText.of(ciphertext, index)).isEqualTo(text);
    assertThat(EncryptedText.ciphertext(text)).isEqualTo(ciphertext);
    assertThat(EncryptedText.index(text)).isEqualTo(index);
  }

  @Test
  void one_index_makes_two_ciphertexts_the_same() {
    assertThat(same("c1", "i", "c2", "i")).isTrue();
    assertThat(same("c1", "i", "c1", "j")).isFalse();
    assertThat(same("c1", "i", "c1", null)).isFalse();
    assertThat(same("c1", null, "c1", null)).isTrue();
    assertThat(same("c1", null, "c2", null)).isFalse();
    assertThat(same("c1", "i", null, "i")).isFalse();
    assertThat(same(null, null, null, null)).isTrue();
    assertThat(same(null, null, "c1", "i")).isFalse();
  }

  private static boolean same(
      @Nullable String one, @Nullable String index, @Nullable String other, @Nullable String its) {
    String first = EncryptedText.of(one, index);
    String second = EncryptedText.of(other, its);
    boolean same = EncryptedText.same(first, second);
    assertThat(EncryptedText.same(second, first)).isEqualTo(same);
    return same;
  }
}
