package org.anabranch.merge.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Values of the given types, as Postgres tells them: those that merges tend to forget, and random
 * ones that are often almost equal.
 *
 * @param random makes one of random numbers
 */
record SampleTexts(List<String> edges, Function<Random, String> random) {

  private static final List<String> PIECES =
      List.of("a", "b", "A", "0", " ", "\n", ",", "\"", "\u00e4", "I", "\u0131", "\ud83d\ude80");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\n",
          "a",
          "b",
          "A",
          // The same length, and the same hash code.
          "Aa",
          "BB",
          "a ",
          " a",
          "a\nb",
          "a\r\nb",
          "0",
          "-1",
          "10",
          "9",
          "null",
          "{\"a\": 1}",
          "[]",
          // One letter, whole and of two parts; one that grows when it is made upper case.
          "\u00e9",
          "e\u0301",
          "\u00df",
          // What lower case makes of these depends on the language.
          "I",
          "i",
          "\u0130",
          // Beyond the 65,536 characters that one char can be; these sort differently by chars.
          "\ud83d\ude80",
          "\uffee",
          "\u200b",
          "x".repeat(4_000));

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "0.1",
          "0.2",
          "0.3",
          "-0.1",
          "10",
          "9",
          "0.5",
          "1.5",
          "2.5",
          "2147483647",
          "2147483648",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          // The first that a double does not tell from its neighbour.
          "9007199254740992",
          "9007199254740993",
          "0.000000000000000000001",
          "1" + "0".repeat(60),
          "-" + "9".repeat(60) + ".5");

  private static final List<String> INSTANTS =
      List.of(
          "1970-01-01 00:00:00+00",
          "1970-01-01 00:00:00.000001+00",
          "1969-12-31 23:59:59.999999+00",
          "2000-02-29 12:00:00+00",
          "2026-03-29 01:00:00+00",
          "2026-03-29 00:59:59.999+00",
          "2038-01-19 03:14:08+00",
          "9999-12-31 23:59:59.999999+00",
          "10000-01-01 00:00:00+00",
          "294276-12-31 23:59:59.999999+00",
          "0001-01-01 00:00:00+00",
          "0001-12-31 23:59:59+00 BC",
          "4714-11-24 00:00:00+00 BC",
          "infinity",
          "-infinity");

  private static final List<String> DATES =
      List.of(
          "1970-01-01",
          "1969-12-31",
          "2000-02-29",
          "2026-01-31",
          "2026-02-01",
          "9999-12-31",
          "10000-01-01",
          "5874897-12-31",
          "0001-01-01",
          "0001-12-31 BC",
          "4714-11-24 BC",
          "infinity",
          "-infinity");

  static final Map<ValueType<?>, SampleTexts> OF_TYPES =
      Map.of(
          ValueType.TEXT, new SampleTexts(TEXTS, SampleTexts::text),
          ValueType.NUMBER, new SampleTexts(NUMBERS, SampleTexts::number),
          ValueType.TRUTH, new SampleTexts(List.of("true", "false"), SampleTexts::truth),
          ValueType.INSTANT,
              new SampleTexts(INSTANTS, random -> TimeText.printInstant(instant(random))),
          ValueType.TIMESTAMP, new SampleTexts(timestamps(), SampleTexts::timestamp),
          ValueType.DATE, new SampleTexts(DATES, SampleTexts::date));

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int pieces = random.nextInt(6); pieces > 0; pieces--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static String number(Random random) {
    BigInteger digits =
        random.nextBoolean()
            ? BigInteger.valueOf(random.nextInt(21) - 10)
            : new BigInteger(1 + random.nextInt(100), random);
    BigDecimal number = new BigDecimal(digits, random.nextInt(4));
    return NumberText.print(random.nextBoolean() ? number : number.negate());
  }

  private static String truth(Random random) {
    return Boolean.toString(random.nextBoolean());
  }

  /** Within some seconds, or some hundreds of years, of a moment in 2026. */
  private static Instant instant(Random random) {
    long width = random.nextBoolean() ? 5_000_000L : 20_000_000_000_000_000L;
    long micros = 1_767_225_600_000_000L + (long) (random.nextGaussian() * width);
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static List<String> timestamps() {
    return INSTANTS.stream().map(text -> text.replace("+00", "")).toList();
  }

  private static String timestamp(Random random) {
    return TimeText.printTimestamp(LocalDateTime.ofInstant(instant(random), ZoneOffset.UTC));
  }

  private static String date(Random random) {
    LocalDate near = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(10));
    return TimeText.printDate(
        random.nextBoolean() ? near : near.plusDays((long) (random.nextGaussian() * 300_000)));
  }
}
