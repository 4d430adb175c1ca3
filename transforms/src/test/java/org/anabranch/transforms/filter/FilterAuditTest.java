package org.anabranch.transforms.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.keys.FixedDataKeys;
import org.anabranch.transforms.audit.AuditEntry;
import org.anabranch.transforms.audit.AuditEntry.Decision;
import org.anabranch.transforms.audit.AuditTrail;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter gives to the audit. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FilterAuditTest {

  private static final String POLICY =
      """
      version: 1
      regions: {eu: {}, us: {}}
      rules:
        - {name: residents, when: row.country == 'DE', then: withhold}
        - {name: swiss, when: row.country == 'CH', then: {remove: [ssn], mask: {email: redact}, encrypt: {note: authenticated}}}
      otherwise: deliver
      """;

  private final List<AuditEntry> entries = new ArrayList<>();

  private StartedGeoFilter filter(boolean dryRun, AuditTrail trail) {
    Map<String, String> options = new HashMap<>();
    options.put("policy", POLICY);
    options.put("origin.region", "eu");
    options.put("destination.region", "us");
    options.put("dry.run", String.valueOf(dryRun));
    options.put("table.name", "assistant.customer");
    options.put("on.error", "withhold");
    return StartedGeoFilter.start(
        GeoFilterOptions.of(options), () -> trail, named -> new FixedDataKeys(1));
  }

  private static SourceRecord row(String country) {
    return new SourceRecord(
        Map.of(),
        Map.of(),
        "customers",
        2,
        null,
        null,
        null,
        Map.of(
            "country", country, "ssn", "078-05-1120", "email", "ada@example.org", "note", "vip"));
  }

  private AuditTrail list() {
    return new AuditTrail() {
      @Override
      public void note(AuditEntry entry) {
        entries.add(entry);
      }

      @Override
      public void check() {}

      @Override
      public void close() {
        entries.clear();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void every_decision_that_keeps_something_back_is_noted(boolean dryRun) {
    try (StartedGeoFilter filter = filter(dryRun, list())) {
      for (String country : List.of("US", "DE", "CH")) {
        filter.apply(row(country));
      }
      filter.apply(
          new SourceRecord(Map.of(), Map.of(), "customers", null, null, Map.of("land", "DE")));
      assertThat(entries)
          .extracting(AuditEntry::decision)
          .containsExactly(Decision.WITHHELD, Decision.ALTERED, Decision.FAILED);
      assertThat(entries)
          .allSatisfy(
              entry -> {
                assertThat(entry.dryRun()).isEqualTo(dryRun);
                assertThat(entry.topic()).isEqualTo("customers");
                assertThat(entry.policy()).hasSize(16);
                assertThat(entry.toString()).doesNotContain("ada@", "078");
              });
      assertThat(entries.get(0).rules()).containsExactly("residents");
      assertThat(entries.get(1).rules()).containsExactly("swiss", "otherwise");
      assertThat(entries.get(1).removed()).containsExactly("ssn");
      assertThat(entries.get(1).masked()).containsExactly("email");
      assertThat(entries.get(1).encrypted()).containsExactly("note");
      assertThat(entries.get(1).partition()).isEqualTo(2);
    }
  }

  @Test
  void nothing_goes_on_of_which_nothing_is_noted() {
    AuditTrail broken =
        new AuditTrail() {
          @Override
          public void note(AuditEntry entry) {
            throw new ConnectException("no audit");
          }

          @Override
          public void check() {}

          @Override
          public void close() {}
        };
    try (StartedGeoFilter filter = filter(false, broken)) {
      assertThatThrownBy(() -> filter.apply(row("CH")))
          .isInstanceOf(ConnectException.class)
          .hasMessage("no audit");
      assertThat(filter.apply(row("US"))).isNotNull();
    }
  }

  @Test
  void nothing_goes_on_once_a_decision_before_could_not_be_kept() {
    AuditTrail late =
        new AuditTrail() {
          @Override
          public void note(AuditEntry entry) {}

          @Override
          public void check() {
            throw new ConnectException("too late");
          }

          @Override
          public void close() {}
        };
    try (StartedGeoFilter filter = filter(false, late)) {
      assertThatThrownBy(() -> filter.apply(row("US")))
          .isInstanceOf(ConnectException.class)
          .hasMessage("too late");
    }
  }
}
