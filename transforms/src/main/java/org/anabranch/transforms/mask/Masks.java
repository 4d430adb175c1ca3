package org.anabranch.transforms.mask;

import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads masks from the text in which options name them. */
public final class Masks {

  /** What there is, for messages and documentation. */
  public static final String NAMES =
      "redact, null, hash, pseudonym, partial(n), truncate(year|month|day|hour),"
          + " truncate(decimals=n), truncate(characters=n)";

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "year", ChronoUnit.YEARS,
          "month", ChronoUnit.MONTHS,
          "day", ChronoUnit.DAYS,
          "hour", ChronoUnit.HOURS);

  private static final Pattern CALL =
      Pattern.compile("(partial|truncate)\\((?:(decimals|characters)=)?(\\w+)\\)");

  private static final int NUMBER_MAX = 1_000;

  private Masks() {}

  /**
   * The mask of a text.
   *
   * @param secret what keyed masks are made with, not empty; null where there is none
   * @throws IllegalArgumentException where there is no such mask, or none without a secret; says
   *     what there is
   */
  public static Mask of(String text, @Nullable String secret) {
    return switch (text) {
      case "redact" -> new Redact();
      case "null" -> new Empty();
      case "hash" -> new Hash(needed(text, secret));
      case "pseudonym" -> new Pseudonym(needed(text, secret));
      default -> called(text);
    };
  }

  private static String needed(String text, @Nullable String secret) {
    if (secret == null) {
      throw new IllegalArgumentException(
          text + " is made with a secret, since anybody could try values out otherwise");
    }
    return secret;
  }

  private static Mask called(String text) {
    Matcher call = CALL.matcher(text);
    if (call.matches()) {
      boolean truncate = call.group(1).equals("truncate");
      String argument = call.group(3);
      String of = call.group(2);
      if (truncate && of == null && UNITS.containsKey(argument)) {
        return new KeepUnit(UNITS.get(argument));
      }
      int number = number(argument);
      if (number >= 0 && truncate != (of == null)) {
        return !truncate
            ? new KeepLast(number)
            : of.equals("decimals") ? new KeepDecimals(number) : new KeepFirst(number);
      }
    }
    throw new IllegalArgumentException("there is no mask '" + text + "'. Use one of " + NAMES);
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,4}")) {
      return -1;
    }
    int number = Integer.parseInt(text);
    return number <= NUMBER_MAX ? number : -1;
  }
}
