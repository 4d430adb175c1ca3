package org.anabranch.transforms;

import java.time.Clock;
import java.util.Map;
import org.anabranch.transforms.expiry.Expirations;
import org.anabranch.transforms.expiry.ExpiryOptions;
import org.anabranch.transforms.lifecycle.StartedTransform;
import org.anabranch.transforms.lifecycle.TransformShell;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;

/**
 * Keeps rows that have expired out of a region: sessions, cached answers, whatever is worth nothing
 * after a while. It belongs into sink connectors, for the changes of other regions
 * (docs/operations/expiry.md).
 *
 * <p>There is none for keys: when a row expires is in the row.
 */
public final class ExpireContext {

  private ExpireContext() {}

  /**
   * Judges a record by its row, its headers and when it was committed.
   *
   * <p>A change whose row has expired leaves a stub, so that a merge sink knows of it and removes
   * the row that it has; a row of a first snapshot leaves nothing; an expired record that no
   * capture of ours stamped is dropped, or passes. All else passes as it is: deletes, truncates,
   * marks, stubs and what is no row. No message tells a value.
   */
  public static final class Value<R extends ConnectRecord<R>> extends TransformShell<R> {

    private final Clock clock;

    public Value() {
      this(Clock.systemUTC());
    }

    Value(Clock clock) {
      this.clock = clock;
    }

    @Override
    public ConfigDef config() {
      return ExpiryOptions.definition();
    }

    @Override
    protected StartedTransform start(Map<String, ?> configuration) {
      return new Expirations(ExpiryOptions.of(configuration), clock);
    }
  }
}
