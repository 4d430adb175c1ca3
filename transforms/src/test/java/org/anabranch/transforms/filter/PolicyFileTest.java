package org.anabranch.transforms.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.FixedDataKeys;
import org.anabranch.transforms.consent.ConsentOptions;
import org.anabranch.transforms.policy.PolicyScope;
import org.anabranch.transforms.policy.condition.Consents;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PolicyFileTest {

  private final AtomicLong nanos = new AtomicLong(5);
  private final FilterCounts counts = new FilterCounts();

  private static String policy(String rule) {
    return "version: 1\nregions: {eu: {}, us: {}}\nrules:\n  - name: "
        + rule
        + "\n    when: row.a == 1\n    then: withhold\notherwise: deliver\n";
  }

  private PolicyFile of(Path file) {
    return of(file, new FollowedConsents(null));
  }

  private PolicyFile of(Path file, FollowedConsents consents) {
    return of(file, consents, EncryptionSource.NONE);
  }

  private PolicyFile of(Path file, FollowedConsents consents, EncryptionSource encryptions) {
    PolicyScope scope = new PolicyScope("eu", "us", null, Consents.NONE);
    return new PolicyFile(
        file, new PolicyActivation(scope, consents, encryptions, counts), counts, nanos::get);
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling("next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void aSecondPasses() {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
  }

  private static String firstRule(ActivePolicy active) {
    return active.policy().rules().get(0).name();
  }

  @Test
  void another_version_is_in_force_within_a_second(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy("one"));
    PolicyFile policies = of(file);
    ActivePolicy first = policies.current();
    assertThat(firstRule(first)).isEqualTo("one");
    // printf 'version: 1\nregions: {eu: {}, us: {}}\nrules:\n  - name: one\n    when: row.a == 1\n
    //     then: withhold\notherwise: deliver\n' (in one line) | sha256sum | cut -c1-16
    assertThat(first.version()).isEqualTo("bc913eba1944caae");
    replace(file, policy("two"));
    assertThat(policies.current()).isSameAs(first);
    aSecondPasses();
    assertThat(firstRule(policies.current())).isEqualTo("two");
  }

  @Test
  void a_wrong_version_leaves_the_one_before_in_force_and_is_counted_once(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy("one"));
    PolicyFile policies = of(file);
    ActivePolicy first = policies.current();
    replace(file, "version: 1\nrules: []\n");
    for (int look = 0; look < 3; look++) {
      aSecondPasses();
      assertThat(policies.current()).isSameAs(first);
    }
    assertThat(counts.reloadFailuresTotal()).isEqualTo(1);
    Files.delete(file);
    aSecondPasses();
    assertThat(policies.current()).isSameAs(first);
    assertThat(counts.reloadFailuresTotal()).isEqualTo(2);
    replace(file, policy("three"));
    aSecondPasses();
    assertThat(firstRule(policies.current())).isEqualTo("three");
  }

  @Test
  void a_policy_whose_consents_cannot_be_read_for_now_is_tried_again(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy("one"));
    ConsentOptions nowhere =
        new ConsentOptions(
            Map.of("bootstrap.servers", "127.0.0.1:1"),
            Duration.ofSeconds(1),
            Duration.ofMillis(50));
    PolicyFile policies = of(file, new FollowedConsents(nowhere));
    ActivePolicy first = policies.current();
    replace(
        file,
        policy("two")
            .replace("rules:", "consents: {ads: {topic: consent, subject: id}}\nrules:")
            .replace("row.a == 1", "consented('ads')"));
    aSecondPasses();
    assertThat(policies.current()).isSameAs(first);
    assertThat(counts.reloadFailuresTotal()).isEqualTo(1);
    aSecondPasses();
    assertThat(policies.current()).isSameAs(first);
    assertThat(counts.reloadFailuresTotal()).isEqualTo(1);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
    assertThat(policies.current()).isSameAs(first);
    assertThat(counts.reloadFailuresTotal()).isEqualTo(2);
  }

  @Test
  void a_version_whose_keys_cannot_be_had_leaves_the_one_before_in_force(@TempDir Path directory)
      throws IOException {
    String encrypts =
        policy("two").replace("then: withhold", "then: {encrypt: {b: authenticated(k)}}");
    Map<String, DataKeys> opened = new HashMap<>();
    try (FilterKeys none = new FilterKeys(Map.of(), FilterKeys::configured);
        FilterKeys some =
            new FilterKeys(
                Map.of(),
                options ->
                    opened.computeIfAbsent(keyName(options), name -> new FixedDataKeys(7)))) {
      Path file = Files.writeString(directory.resolve("policy.yaml"), policy("one"));
      PolicyFile without = of(file, new FollowedConsents(null), none);
      PolicyFile with = of(file, new FollowedConsents(null), some);
      assertThat(opened).isEmpty();
      ActivePolicy first = without.current();
      replace(file, encrypts);
      aSecondPasses();
      assertThat(without.current()).isSameAs(first);
      assertThat(counts.reloadFailuresTotal()).isEqualTo(1);
      assertThat(firstRule(with.current())).isEqualTo("two");
      assertThat(opened).containsOnlyKeys("k");
      assertThatThrownBy(() -> of(file, new FollowedConsents(null), none))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("rule 'two' at 6:22 encrypts the field 'b' by authenticated(k)")
          .hasMessageContaining("key.store.bootstrap.servers is missing");
    }
  }

  private static String keyName(Map<String, ?> options) {
    return String.valueOf(options.get("key.name"));
  }

  @Test
  void a_file_that_is_only_touched_keeps_what_is_known(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("policy.yaml"), policy("one"));
    PolicyFile policies = of(file);
    ActivePolicy first = policies.current();
    replace(file, policy("one"));
    aSecondPasses();
    assertThat(policies.current()).isSameAs(first);
  }

  @Test
  void at_the_start_a_wrong_policy_is_refused(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("policy.yaml"), "version: 1\n");
    assertThatThrownBy(() -> of(file)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> of(directory.resolve("missing")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
  }
}
