package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CheckPolicyTest {

  private static final Path EXAMPLES =
      PluginDirectories.projectRoot().resolve("docs/examples/policies");

  @TempDir private Path directory = Path.of(".");

  private static CommandRun check(Path policy, Path samples, String origin, String destination) {
    return CommandRun.of(
        "check-policy",
        "--policy=" + policy,
        "--samples=" + samples,
        "--origin=" + origin,
        "--destination=" + destination);
  }

  @ParameterizedTest
  @CsvSource({
    "gdpr-residency, aws-eu-central-1, gcp-us-east1, 10",
    "ccpa-opt-out, aws-us-west-2, ads-exchange, 9",
    "health-data, clinic-eu, research-us, 7"
  })
  void the_policies_of_the_documentation_judge_as_their_samples_expect(
      String name, String origin, String destination, int samples) {
    CommandRun run =
        check(
            EXAMPLES.resolve(name + ".yaml"),
            EXAMPLES.resolve(name + ".samples.jsonl"),
            origin,
            destination);

    assertThat(run.said()).contains(samples + " samples, 0 not as expected");
    assertThat(run.status()).isZero();
  }

  @Test
  void another_direction_is_not_what_the_samples_expect() {
    CommandRun run =
        check(
            EXAMPLES.resolve("gdpr-residency.yaml"),
            EXAMPLES.resolve("gdpr-residency.samples.jsonl"),
            "aws-eu-central-1",
            "azure-uk-south");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "line 1 (a German customer): expected withhold, found deliver; expected rule"
                + " eu-customers-stay, found adequate-protection")
        .doesNotContain("ada@example.org");
  }

  @Test
  void a_table_tells_what_each_rule_would_do() throws IOException {
    Path policy =
        write(
            "p.yaml",
            """
            version: 1
            regions: {a: {}, b: {}}
            rules:
              - {name: hidden, then: {remove: [ssn, nope], mask: {email: hash}, encrypt: {age: deterministic(k), note: authenticated}}}
              - {name: minors, when: row.age < 18, then: withhold}
            otherwise: deliver
            """);
    Path samples =
        write(
            "s.jsonl",
            """
            {"after": {"age": 17, "ssn": "secret", "email": "secret"}}

            {"after": {"age": 18, "ssn": "secret", "email": "secret"}}
            {"after": {"age": "secret", "ssn": "secret", "email": "secret"}}
            {"op": "d", "key": {"id": 1}}
            """);

    CommandRun run = check(policy, samples, "a", "b");

    assertThat(run.out().lines())
        .containsExactly(
            "rule       matched  would withhold  fields removed  fields masked  fields encrypted "
                + " errors",
            "hidden     2        0               2               1              2                 0",
            "minors     1        1               0               0              0                 1",
            "otherwise  1        0               0               0              0                 0",
            "",
            "4 samples, 1 not as expected, 1 without an image to judge: withheld",
            "line 4: The policy's rule 'minors' at 5:34 cannot judge this row: values have types"
                + " between which there is no such operation, or one is null. Ask for null first,"
                + " as in row.x != null && row.x > 1",
            "Encrypted: hidden: age by deterministic(k)",
            "Encrypted: hidden: note by authenticated",
            "In no row yet: hidden: nope",
            "In no row yet: hidden: note");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void what_is_to_be_encrypted_can_be_expected() throws IOException {
    Path policy =
        write(
            "p.yaml",
            """
            version: 1
            regions: {a: {}, b: {}}
            rules: [{name: readable, then: {encrypt: {email: authenticated(support)}}}]
            otherwise: deliver
            """);
    String sample = "{\"after\": {\"email\": \"secret\"}, \"expect\": {\"encrypted\": [%s]}}";

    assertThat(check(policy, write("a", sample.formatted("\"email\"")), "a", "b").status())
        .isZero();
    CommandRun run = check(policy, write("b", sample.formatted("")), "a", "b");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("expected encrypted [], found [email]")
        .contains("Encrypted: readable: email by authenticated(support)");
  }

  @Test
  void a_wrong_policy_is_told_with_all_that_is_wrong() throws IOException {
    Path policy =
        write(
            "p.yaml",
            "version: 1\nregions: {a: {}, b: {}}\nrules: [{name: x, when: '1 +', then: go}]\n");

    CommandRun run =
        CommandRun.of("check-policy", "--policy=" + policy, "--origin=a", "--destination=b");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("  rule 'x' at 3:"))
        .anyMatch(line -> line.startsWith("  at 1:1: It is not said"));
  }

  @Test
  void a_wrong_sample_is_told_by_its_line() throws IOException {
    Path policy =
        write("p.yaml", "version: 1\nregions: {a: {}, b: {}}\nrules: []\notherwise: deliver\n");

    assertThat(check(policy, write("a", "{}\n{\"op\": \"x\"}\n"), "a", "b").err())
        .contains("Line 2: op is c, u, d or r");
    assertThat(check(policy, write("b", "{\"rows\": 1}\n"), "a", "b").err())
        .contains("Line 1: a sample has no member 'rows'");
    assertThat(check(policy, write("c", "[\n"), "a", "b").err()).contains("Line 1 is no JSON");
    assertThat(check(policy, write("d", "{\"expect\": \"maybe\"}"), "a", "b").err())
        .contains("Line 1: expect is deliver, withhold or error");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
