package org.anabranch.transforms.expiry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;

/** In what a plain number counts time. */
enum EpochUnit {
  S(ChronoUnit.SECONDS),
  MS(ChronoUnit.MILLIS),
  US(ChronoUnit.MICROS),
  NS(ChronoUnit.NANOS);

  private final ChronoUnit unit;

  EpochUnit(ChronoUnit unit) {
    this.unit = unit;
  }

  /** So many since 1970; the first or last moment there is where that lies beyond. */
  Instant moment(long count) {
    try {
      return Instant.EPOCH.plus(count, unit);
    } catch (DateTimeException | ArithmeticException e) {
      return count < 0 ? Instant.MIN : Instant.MAX;
    }
  }

  Lifetime lifetime(long count) {
    try {
      return Lifetime.of(Duration.of(count, unit));
    } catch (ArithmeticException e) {
      return Lifetime.of(Duration.ofSeconds(count < 0 ? Long.MIN_VALUE : Long.MAX_VALUE));
    }
  }

  String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String[] configNames() {
    return Arrays.stream(values()).map(EpochUnit::configName).toArray(String[]::new);
  }

  static EpochUnit of(String option, String configName) {
    for (EpochUnit unit : values()) {
      if (unit.configName().equals(configName)) {
        return unit;
      }
    }
    throw new ConfigException(option, configName, "Use one of " + String.join(", ", configNames()));
  }
}
