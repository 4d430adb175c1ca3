package org.anabranch.transforms.predicates;

import java.util.Map;
import java.util.Objects;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.transforms.filter.PolicyQuestion;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a policy lets a record go to a region, whole or altered: for Kafka's own transforms. It
 * alters nothing, so what goes by it goes whole; {@code GeoFilter} is what removes, masks and
 * leaves stubs. What is no row may go; a record that cannot be judged is an error.
 */
public final class DestinationMay<R extends ConnectRecord<R>> implements Predicate<R> {

  private @Nullable PolicyQuestion question;

  @Override
  public ConfigDef config() {
    return PolicyQuestion.definition();
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    question = PolicyQuestion.of(configuration);
  }

  @Override
  public boolean test(R record) {
    return Objects.requireNonNull(question, "configure() comes first").mayGo(record);
  }

  @Override
  public String version() {
    return PluginVersion.of(DestinationMay.class);
  }

  @Override
  public void close() {
    if (question != null) {
      question.close();
    }
  }

  @Override
  public String toString() {
    return "DestinationMay[" + question + "]";
  }
}
