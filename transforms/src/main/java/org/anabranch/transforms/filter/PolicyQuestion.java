package org.anabranch.transforms.filter;

import java.util.Map;
import org.anabranch.model.change.Change;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.records.header.ChangeHeader;
import org.anabranch.records.header.MalformedHeaderException;
import org.anabranch.transforms.consent.ConsentOptions;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;

/** Asks a policy whether records may go. Safe for several threads as far as the converters are. */
public final class PolicyQuestion implements AutoCloseable {

  private final PolicyOptions options;
  private final FollowedConsents consents;
  private final PolicySource policies;
  private final RecordJudge judge;
  private final Opened opened;

  /**
   * @param opened takes what this opens
   */
  private PolicyQuestion(PolicyOptions options, AbstractConfig config, Opened opened) {
    this.options = options;
    this.opened = opened;
    this.consents = new FollowedConsents(ConsentOptions.of(config));
    opened.add(consents::close);
    this.policies = options.source(new FilterCounts(), consents, EncryptionSource.NONE);
    RecordConverters converters = RecordConverters.of(GeoFilterOptions.converters(config));
    opened.add(converters::close);
    this.judge = new RecordJudge(converters);
  }

  /** The options. */
  public static ConfigDef definition() {
    return ConsentOptions.define(
        GeoFilterOptions.defineConverters(PolicyOptions.define(new ConfigDef())));
  }

  /**
   * Of a configuration.
   *
   * @throws ConfigException where it is wrong
   * @throws ConnectException where the policy asks for consents that cannot be read
   */
  public static PolicyQuestion of(Map<String, ?> configuration) {
    AbstractConfig config = new AbstractConfig(definition(), configuration, false);
    Opened opened = new Opened();
    try {
      return new PolicyQuestion(PolicyOptions.of(config), config, opened);
    } catch (RuntimeException e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  /**
   * Whether a record may go, whole or altered.
   *
   * @throws MalformedHeaderException where its header cannot be read
   * @throws DataException where it cannot be judged; tells no value
   * @throws ConnectException where consents cannot be read
   */
  public <R extends ConnectRecord<R>> boolean mayGo(R record) {
    Change change =
        record.headers().lastWithName(ChangeHeader.NAME) == null ? null : ChangeHeader.of(record);
    try {
      Outcome<R> outcome = judge.of(record, change, policies.current());
      return outcome instanceof Outcome.Passes<R> || outcome instanceof Outcome.Altered<R>;
    } catch (RuntimeException e) {
      ConnectException unread = consents.unread();
      if (unread != null) {
        throw unread;
      }
      throw new DataException(
          "The record at %s: %s".formatted(RecordPlace.of(record), StartedGeoFilter.message(e)));
    }
  }

  @Override
  public void close() {
    opened.close();
  }

  /** Between which regions. */
  @Override
  public String toString() {
    return options.toString();
  }
}
