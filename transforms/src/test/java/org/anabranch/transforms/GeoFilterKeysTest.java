package org.anabranch.transforms;

import static org.anabranch.transforms.CustomerRecords.changed;
import static org.anabranch.transforms.CustomerRecords.image;
import static org.anabranch.transforms.CustomerRecords.row;
import static org.anabranch.transforms.GeoFilterTest.alteringAll;
import static org.anabranch.transforms.GeoFilterTest.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.anabranch.keys.FixedDataKeys;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.transforms.predicates.DestinationMay;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a filter opens keys, and what it does without them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GeoFilterKeysTest {

  private static final String POLICY = alteringAll("{encrypt: {email: authenticated(support)}}");

  private final NamedKeys keys = new NamedKeys();

  private static GeoFilter.Value<SourceRecord> without(Map<String, String> options) {
    GeoFilter.Value<SourceRecord> filter =
        new GeoFilter.Value<>(
            (configuration, writes) -> {
              throw new AssertionError("No keys are needed");
            });
    filter.configure(options);
    return filter;
  }

  @Test
  void a_policy_that_encrypts_nothing_in_this_direction_opens_no_keys() {
    SourceRecord given = changed("c", null, row("US", true));
    for (String policy :
        new String[] {
          GeoFilterTest.POLICY,
          POLICY.replace("then:", "when: destination.jurisdiction == 'EU'\n    then:")
        }) {
      assertThat(without(options(policy)).apply(given)).isNotNull();
    }
  }

  @Test
  void a_dry_run_and_a_question_need_no_keys() throws Exception {
    SourceRecord given = changed("c", null, row("US", true));
    Map<String, String> options = options(POLICY);
    options.put("dry.run", "true");
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      GeoFilter.Value<SourceRecord> filter = without(options);
      filter.withPluginMetrics(plugin);
      assertThat(filter.apply(given)).isSameAs(given);
      assertThat(altered(metrics)).isEqualTo(1L);
    }
    try (DestinationMay<SourceRecord> may = new DestinationMay<>()) {
      may.configure(options(POLICY));
      assertThat(may.test(given)).isTrue();
    }
  }

  @Test
  void what_a_rule_encrypts_is_counted_as_altered() throws Exception {
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      GeoFilter.Value<SourceRecord> filter = keys.filter(options(POLICY));
      filter.withPluginMetrics(plugin);
      filter.apply(changed("c", null, row("US", true)));
      assertThat(altered(metrics)).isEqualTo(1L);
    }
  }

  private static Object altered(Metrics metrics) {
    return metrics.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("altered-total"))
        .filter(metric -> "all".equals(metric.getKey().tags().get("rule")))
        .findFirst()
        .orElseThrow()
        .getValue()
        .metricValue();
  }

  @Test
  void while_keys_cannot_be_had_nothing_is_taken_for_withheld() {
    GeoFilter.Value<SourceRecord> filter = keys.filter(options(POLICY));
    FixedDataKeys support = Objects.requireNonNull(keys.opened.get("support"));
    support.unavailable(true);
    SourceRecord given = changed("c", null, row("US", true));
    assertThatThrownBy(() -> filter.apply(given)).isInstanceOf(RetriableException.class);
    support.unavailable(false);
    assertThat(image(Objects.requireNonNull(filter.apply(given)), "after"))
        .doesNotContainEntry("email", "ada@example.org");
  }

  @Test
  void while_a_copy_of_the_key_store_has_not_come_nothing_is_taken_for_withheld() {
    GeoFilter.Value<SourceRecord> filter = keys.filter(options(POLICY));
    FixedDataKeys support = Objects.requireNonNull(keys.opened.get("support"));
    support.copied(true);
    SourceRecord given = changed("c", null, row("US", true));
    assertThatThrownBy(() -> filter.apply(given))
        .isInstanceOf(UnknownKeyException.class)
        .hasMessageContaining("'email'");
    support.copied(false);
    assertThat(image(Objects.requireNonNull(filter.apply(given)), "after")).containsKey("email");
  }

  @Test
  void a_filter_closes_its_keys() {
    GeoFilter.Value<SourceRecord> filter = keys.filter(options(POLICY));
    SourceRecord given = changed("c", null, row("US", true));
    filter.apply(given);
    filter.close();
    assertThatThrownBy(() -> filter.apply(given)).isInstanceOf(RetriableException.class);
  }

  /** Keys in a topic, wrapped by those of a file. */
  @Test
  void another_region_reads_what_was_sent_by_the_same_key_store(@TempDir Path directory)
      throws Exception {
    byte[] secret = new byte[32];
    new Random(20261122).nextBytes(secret);
    Path keyset =
        Files.createFile(
            directory.resolve("keyset.json"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        keyset,
        """
        {"v": 1, "primary": "k1", "keys": [{"name": "k1", "kind": "aes-256-gcm", "key": "%s"}]}
        """
            .formatted(Base64.getEncoder().encodeToString(secret)));
    try (KafkaBroker broker = KafkaBroker.start()) {
      Map<String, String> store = new HashMap<>();
      store.put("key.store.bootstrap.servers", broker.bootstrapServers());
      store.put("kek.local.keyset.file", keyset.toString());
      Map<String, String> filtering = options(POLICY);
      filtering.putAll(store);
      SourceRecord given = changed("u", row("US", true), row("US", false));
      try (GeoFilter.Value<SourceRecord> filter = new GeoFilter.Value<>();
          DecryptFields.Value<SourceRecord> decrypt = new DecryptFields.Value<>()) {
        filter.configure(filtering);
        SourceRecord sent = Objects.requireNonNull(filter.apply(given));
        assertThat(image(sent, "after").get("email")).asString().startsWith("ab");
        store.put("fields", "email");
        decrypt.configure(store);
        assertThat(image(decrypt.apply(sent), "after")).isEqualTo(image(given, "after"));
      }
      assertThatThrownBy(() -> GeoFilterTest.filter(options(POLICY)))
          .hasMessageContaining("rule 'all'")
          .hasMessageContaining("key.store.bootstrap.servers is missing");
    }
  }
}
