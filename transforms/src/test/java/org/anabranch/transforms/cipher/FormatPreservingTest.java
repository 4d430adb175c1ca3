package org.anabranch.transforms.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.model.Seeds;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FormatPreservingTest {

  private static final Binding CARD = new Binding("public.customer", "card", null);

  private final DataKey key = TestKeys.of(KeyPurpose.FORMAT_PRESERVING);

  @Test
  void keeps_digits_digits_and_everything_else() {
    String encrypted = FormatPreserving.encrypt(key, "4111-1111 1111/1111 会", CARD);
    assertThat(encrypted).matches("\\d{4}-\\d{4} \\d{4}/\\d{4} 会");
    assertThat(encrypted).isNotEqualTo("4111-1111 1111/1111 会");
    assertThat(FormatPreserving.decrypt(key, encrypted, CARD)).isEqualTo("4111-1111 1111/1111 会");
  }

  @Test
  void gives_back_texts_of_every_length() {
    Seeds.check(
        500,
        "transforms",
        getClass(),
        seed -> {
          Random random = new Random(seed * 0x9E3779B97F4A7C15L);
          StringBuilder text = new StringBuilder();
          for (int digit = 6 + random.nextInt(60); digit > 0; digit--) {
            text.append((char) ('0' + random.nextInt(10)));
            text.append(random.nextInt(4) == 0 ? "-" : "");
          }
          String encrypted = FormatPreserving.encrypt(key, text.toString(), CARD);
          assertThat(encrypted).hasSameSizeAs(text);
          assertThat(FormatPreserving.decrypt(key, encrypted, CARD)).isEqualTo(text.toString());
        });
  }

  @Test
  void differs_from_field_to_field_and_not_from_row_to_row() {
    String text = "4111111111111111";
    String encrypted = FormatPreserving.encrypt(key, text, CARD);
    Binding row = new Binding("public.customer", "card", new byte[] {1});
    assertThat(FormatPreserving.encrypt(key, text, row)).isEqualTo(encrypted);
    Binding phone = new Binding("public.customer", "phone", null);
    assertThat(FormatPreserving.encrypt(key, text, phone)).isNotEqualTo(encrypted);
    Binding table = new Binding("public.person", "card", null);
    assertThat(FormatPreserving.encrypt(key, text, table)).isNotEqualTo(encrypted);
  }

  @Test
  void takes_a_thousand_digits() {
    String long1000 = "0123456789".repeat(100);
    String encrypted = FormatPreserving.encrypt(key, long1000, CARD);
    assertThat(FormatPreserving.decrypt(key, encrypted, CARD)).isEqualTo(long1000);
  }

  @Test
  void refuses_fewer_than_six_digits_and_tells_none() {
    assertThatThrownBy(() -> FormatPreserving.encrypt(key, "90317 Marker", CARD))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("6 digits")
        .hasMessageNotContaining("90317")
        .hasMessageNotContaining("Marker");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FormatPreserving.encrypt(TestKeys.of(KeyPurpose.INDEX), "123456", CARD));
  }
}
