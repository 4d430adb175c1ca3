package org.anabranch.store.postgres.value;

import java.time.LocalDate;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times in ISO 8601, whose years before 1 and after 9999 Postgres writes otherwise. */
final class IsoText {

  private static final Pattern DATE = Pattern.compile("([+-]?\\d{4,9})-(\\d\\d)-(\\d\\d)(.*)");
  private static final Pattern ZONE = Pattern.compile("(?:Z|[+-]\\d\\d:?\\d\\d)$");

  /** What pgjdbc's numbers for Postgres' infinities are in ISO 8601. */
  private static final Map<String, String> INFINITIES =
      Map.of(
          "-5877611-06-21", "infinity",
          "-5877611-06-22", "-infinity",
          "+294247-01-10T04:00:25.2", "infinity",
          "-290308-12-21T19:59:27.6", "-infinity");

  private IsoText() {}

  /** Of a type with time zone. */
  static String zoned(String iso) {
    Matcher found = DATE.matcher(iso);
    if (!found.matches()) {
      return iso;
    }
    LocalDate date =
        LocalDate.of(
            Integer.parseInt(found.group(1)),
            Integer.parseInt(found.group(2)),
            Integer.parseInt(found.group(3)));
    return TemporalText.date(date) + found.group(4) + TemporalText.era(date.getYear());
  }

  /** Of a type without time zone, whose values Debezium gives in UTC. */
  static String unzoned(String iso) {
    String local = ZONE.matcher(iso).replaceFirst("");
    String infinity = INFINITIES.get(local);
    return infinity != null ? infinity : zoned(local);
  }
}
