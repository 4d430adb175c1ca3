package org.anabranch.testkit.servers;

import java.util.Map;
import java.util.TreeMap;

/**
 * Server parameters of a {@link PostgresServer}. Both presets allow logical decoding and wait for
 * the log at commit, without which captured changes arrive some 160 ms late.
 */
public record PostgresOptions(Map<String, String> parameters) {
  public PostgresOptions {
    parameters.forEach(PostgresOptions::requirePlain);
    parameters = Map.copyOf(parameters);
  }

  /**
   * Safe against a crash of the server, not of the machine: nothing is flushed to disk. What tests
   * want.
   */
  public static PostgresOptions fast() {
    return durable().with("fsync", "off").with("full_page_writes", "off");
  }

  /** Flushes to disk as a production server does. What benchmarks want. */
  public static PostgresOptions durable() {
    return new PostgresOptions(
        Map.of(
            "wal_level", "logical",
            "synchronous_commit", "on",
            "max_replication_slots", "20",
            "max_wal_senders", "20",
            "max_connections", "100",
            "fsync", "on",
            "full_page_writes", "on"));
  }

  /** The same with one parameter set or replaced. */
  public PostgresOptions with(String name, String value) {
    Map<String, String> changed = new TreeMap<>(parameters);
    changed.put(name, value);
    return new PostgresOptions(changed);
  }

  private static void requirePlain(String name, String value) {
    // They travel in one line to the server's start command.
    if (!(name + value).matches("[\\w.,:%/-]*")) {
      throw new IllegalArgumentException(
          "Postgres parameter " + name + ": only letters, digits and . , : % / _ - are supported");
    }
  }
}
