package org.anabranch.merge.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The expected texts are Postgres 15's own: {@code SET TimeZone = 'UTC'; SET DateStyle = 'ISO';
 * SELECT CAST(CAST('…' AS timestamptz) AS text)}, and likewise for the other types.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ValueTypeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01 00:00:00+00",
        "2026-03-28 23:00:00.12+00",
        "0001-12-31 23:59:59+00 BC",
        "4714-11-24 00:00:00+00 BC",
        "10000-01-01 00:00:00+00",
        "294276-12-31 23:59:59.999999+00",
        "infinity",
        "-infinity"
      })
  void moments_are_printed_as_postgres_tells_them(String text) {
    assertThat(ValueType.INSTANT.print(ValueType.INSTANT.read(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4714-11-24 00:00:00 BC",
        "2026-01-01 00:00:00.5",
        "294276-12-31 23:59:59.999999",
        "infinity",
        "-infinity"
      })
  void timestamps_are_printed_as_postgres_tells_them(String text) {
    assertThat(ValueType.TIMESTAMP.print(ValueType.TIMESTAMP.read(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4714-11-24 BC", "0044-03-15", "5874897-12-31", "infinity", "-infinity"})
  void dates_are_printed_as_postgres_tells_them(String text) {
    assertThat(ValueType.DATE.print(ValueType.DATE.read(text))).isEqualTo(text);
  }

  @Test
  void moments_mean_what_they_say() {
    assertThat(ValueType.INSTANT.read("2026-03-29 01:00:00.12+02"))
        .isEqualTo(Instant.parse("2026-03-28T23:00:00.12Z"));
    assertThat(ValueType.INSTANT.read("0044-03-15 12:00:00+05:30 BC"))
        .isEqualTo(Instant.parse("-0043-03-15T06:30:00Z"));
    assertThat(ValueType.INSTANT.read("2026-03-29T01:00:00Z"))
        .isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
    assertThat(ValueType.INSTANT.read("infinity")).isEqualTo(Instant.MAX);
    assertThat(ValueType.TIMESTAMP.read("2026-03-29 01:00:00.5"))
        .isEqualTo(LocalDateTime.parse("2026-03-29T01:00:00.5"));
    assertThat(ValueType.DATE.read("0001-12-31 BC")).isEqualTo(LocalDate.of(0, 12, 31));
  }

  @Test
  void what_is_finer_than_a_microsecond_is_cut_off() {
    assertThat(ValueType.INSTANT.print(Instant.parse("1969-12-31T23:59:59.999999999Z")))
        .isEqualTo("1969-12-31 23:59:59.999999+00");
  }

  @Test
  void times_that_postgres_does_not_have_are_refused() {
    assertThatThrownBy(() -> ValueType.DATE.print(LocalDate.of(-4713, 11, 23)))
        .hasMessageContaining("Earlier");
    assertThatThrownBy(() -> ValueType.DATE.print(LocalDate.of(5_874_898, 1, 1)))
        .hasMessageContaining("Later");
    assertThatThrownBy(() -> ValueType.TIMESTAMP.print(LocalDateTime.of(294_277, 1, 1, 0, 0)))
        .hasMessageContaining("Later");
    assertThatThrownBy(() -> ValueType.INSTANT.read("2026-01-01 00:00:00"))
        .hasMessageContaining("offset");
    assertThatThrownBy(() -> ValueType.TIMESTAMP.read("2026-01-01 00:00:00+00"))
        .hasMessageContaining("offset");
    assertThatThrownBy(() -> ValueType.DATE.read("01/02/2026")).hasMessageContaining("ISO");
  }

  @Test
  void equal_numbers_are_one_value() {
    assertThat(ValueType.NUMBER.read("1.50")).isEqualTo(ValueType.NUMBER.read("1.5"));
    assertThat(ValueType.NUMBER.read("0.00")).isEqualTo(BigDecimal.ZERO);
    assertThat(ValueType.NUMBER.read("1e+20")).isEqualTo(new BigDecimal("100000000000000000000"));
    assertThat(ValueType.NUMBER.print(new BigDecimal("1E+3"))).isEqualTo("1000");
    assertThat(ValueType.NUMBER.print(new BigDecimal("1E-10"))).isEqualTo("0.0000000001");
  }

  /** {@code SELECT CAST('1e131072' AS numeric)} and 1e-16384 are refused, 1e131071 is not. */
  @Test
  void numbers_that_postgres_does_not_have_are_refused() {
    assertThat(ValueType.NUMBER.print(new BigDecimal("1E+131071"))).hasSize(131_072);
    assertThat(ValueType.NUMBER.print(new BigDecimal("1E-16383"))).hasSize(16_385);
    assertThatThrownBy(() -> ValueType.NUMBER.print(new BigDecimal("1E+131072")))
        .hasMessageContaining("More digits");
    assertThatThrownBy(() -> ValueType.NUMBER.print(new BigDecimal("1E-16384")))
        .hasMessageContaining("More digits");
    assertThatThrownBy(() -> ValueType.NUMBER.read("NaN"))
        .isInstanceOf(NumberFormatException.class);
  }

  @Test
  void truth_is_read_in_both_forms_of_postgres() {
    assertThat(ValueType.TRUTH.read("true")).isTrue();
    assertThat(ValueType.TRUTH.read("f")).isFalse();
    assertThat(ValueType.TRUTH.print(false)).isEqualTo("false");
    assertThatThrownBy(() -> ValueType.TRUTH.read("yes")).hasMessageContaining("Neither");
  }

  @Test
  void text_that_postgres_cannot_hold_is_refused() {
    String rocket = "\ud83d\ude80";
    assertThat(ValueType.TEXT.print("a" + rocket + "b")).isEqualTo("a" + rocket + "b");
    assertThatThrownBy(() -> ValueType.TEXT.print(rocket.substring(0, 1)))
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> ValueType.TEXT.print(rocket.substring(1)))
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> ValueType.TEXT.print("a\0")).hasMessageContaining("U+0000");
  }

  @Test
  void a_type_says_which_columns_it_takes() {
    assertThat(ValueType.TEXT.takes("jsonb")).isTrue();
    assertThat(ValueType.NUMBER.takes("numeric")).isTrue();
    assertThat(ValueType.NUMBER.takes("text")).isFalse();
    assertThat(ValueType.INSTANT.takes("timestamp")).isFalse();
  }
}
