package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CiphertextTextTest {

  @Test
  void is_read_back_at_every_length() {
    for (int length = 0; length < 50; length++) {
      byte[] sealed = sealed("x".repeat(length));
      String text = CiphertextText.of(sealed);
      assertThat(text).startsWith("ab").matches("[A-Za-z0-9_-]+");
      assertThat(CiphertextText.is(text)).isTrue();
      assertThat(CiphertextText.read(text)).isEqualTo(sealed);
    }
  }

  @Test
  void is_no_text_that_someone_wrote() {
    List<String> texts =
        List.of(
            "",
            "ab",
            "abcdefgh",
            "about the order that you asked me for yesterday",
            "above-all_but-one.x".repeat(3),
            "abäöü".repeat(20),
            "xb" + "A".repeat(50));
    assertThat(texts).noneMatch(CiphertextText::is);
  }

  @Test
  void has_one_text_only() {
    for (int length = 0; length < 6; length++) {
      String text = CiphertextText.of(sealed("x".repeat(length)));
      int unused = text.length() % 4 == 0 ? 0 : text.length() % 4 == 2 ? 4 : 2;
      for (int bit = 0; bit < unused; bit++) {
        String changed = text.substring(0, text.length() - 1) + flipped(text, bit);
        assertThatThrownBy(() -> CiphertextText.read(changed))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("no ciphertext")
            .hasMessageNotContaining(changed);
      }
    }
  }

  /** The last letter with one of its bits, which stand for nothing, changed. */
  private static char flipped(String text, int bit) {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return letters.charAt(letters.indexOf(text.charAt(text.length() - 1)) ^ (1 << bit));
  }

  private static byte[] sealed(String text) {
    return Ciphertext.seal(
        Mode.DETERMINISTIC,
        TestKeys.of(Mode.DETERMINISTIC),
        text,
        Schema.STRING_SCHEMA,
        TestKeys.EMAIL);
  }

  /** One of 256 begins so, and columns of them are encrypted, too. */
  @Test
  void a_uuid_is_no_ciphertext() {
    assertThat(CiphertextText.is("ab3f5c1e-9d20-4b7a-8c11-0123456789ab")).isFalse();
    assertThat(CiphertextText.is("abEf5c1e-9d20-4b7a-8c11-0123456789ab")).isTrue();
  }
}
