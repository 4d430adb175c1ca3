package org.anabranch.transforms.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.policy.condition.Consents;
import org.anabranch.transforms.policy.condition.Facts;
import org.jspecify.annotations.Nullable;

/** Policies and rows for tests. */
final class Sample {

  static final TableName CUSTOMER = new TableName("assistant", "customer");
  static final String SECRET = "sixteen or more characters";

  /** Two regions, and what comes then. */
  static final String REGIONS =
      """
      version: 1
      regions:
        eu: {jurisdiction: EU, cloud: aws, tags: [gdpr], level: 3}
        us: {jurisdiction: US, cloud: gcp, tags: [], level: 1}
      """;

  private Sample() {}

  static Policy policy(String rules) {
    return policy(rules, Consents.NONE);
  }

  static Policy policy(String rules, Consents consents) {
    return Policy.parse(REGIONS + rules, new PolicyScope("eu", "us", SECRET, consents));
  }

  /** A policy whose rule {@code asked} delivers where the condition is true. */
  static Policy asking(String condition) {
    return policy(
        """
        rules:
          - name: asked
            when: %s
            then: deliver
        otherwise: withhold
        """
            .formatted(condition));
  }

  /** Names and values in turn. */
  static Map<String, @Nullable Object> row(@Nullable Object... fields) {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      row.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    return row;
  }

  static RecordView view(Object row) {
    return Objects.requireNonNull(RecordViews.of(row));
  }

  static Facts facts(@Nullable Object row) {
    return new Facts(
        "assistant.customer", CUSTOMER, RecordViews.of(row), null, null, Map.of(), 'c');
  }
}
