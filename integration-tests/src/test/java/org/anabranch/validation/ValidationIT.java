package org.anabranch.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.anabranch.quickstart.AssistantSchema;
import org.anabranch.regions.Region;
import org.anabranch.regions.TwoRegionDeployment;
import org.anabranch.testkit.servers.ConfigValidation;
import org.anabranch.testkit.servers.ConnectRestException;
import org.anabranch.testkit.servers.EnvironmentFile;
import org.anabranch.testkit.servers.TwoRegions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of connect-configs, each with one option wrong. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ValidationIT {

  private static final String UNSET = "unset";
  private static @Nullable TwoRegions servers;
  private static @Nullable TwoRegionDeployment deployed;
  private static @Nullable Path variables;

  @BeforeAll
  static void start() throws IOException {
    Path file = Files.createTempFile("anabranch-variables-", ".properties");
    TwoRegions.Builder builder =
        TwoRegions.withPlugins("anabranch-capture-postgres", "anabranch-store-postgres");
    EnvironmentFile.workerProperties(file).forEach(builder::worker);
    TwoRegions started = builder.forkedWorker().start();
    deployed =
        new TwoRegionDeployment(
            started.rest(),
            new Region(TwoRegionDeployment.AWS, "AWS", started.first().database("assistant")),
            new Region(TwoRegionDeployment.GCP, "GCP", started.second().database("assistant")));
    deployed.publishVariables(file);
    deployed.regions().forEach(region -> region.execute(AssistantSchema.tables()));
    deployed.aws().execute("CREATE ROLE reader LOGIN PASSWORD 'reader'");
    variables = file;
    servers = started;
  }

  @AfterAll
  static void stop() throws IOException {
    if (servers != null) {
      servers.close();
    }
    if (variables != null) {
      Files.deleteIfExists(variables);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          context.origin                       | unset                | context.origin                     | context.origin
          context.origin                       | not a name!          | context.origin                     | letters, digits
          context.origin                       | azure-west           | context.origin                     | context.origins
          context.origins                      | unset                | context.origins                    | context.origins
          context.lanes                        | 0                    | context.lanes                      | 1
          context.lanes                        | 6                    | topic.creation.default.partitions  | '"topic.creation.default.partitions": "6"'
          topic.creation.default.partitions    | 3                    | topic.creation.default.partitions  | '"topic.creation.default.partitions": "12"'
          topic.creation.default.partitions    | unset                | topic.creation.default.partitions  | '"topic.creation.default.partitions": "12"'
          topic.creation.default.cleanup.policy| compact              | topic.creation.default.cleanup.policy | delete
          plugin.name                          | decoderbufs          | plugin.name                        | pgoutput
          skipped.operations                   | t                    | skipped.operations                 | none
          decimal.handling.mode                | double               | decimal.handling.mode              | string
          time.precision.mode                  | connect              | time.precision.mode                | adaptive
          clock.drift.max.ms                   | -1                   | clock.drift.max.ms                 | 0
          database.hostname                    | unset                | database.hostname                  | required
          database.user                        | reader               | database.user                      | REPLICATION
          """)
  void a_wrong_option_of_the_capture_is_named_with_what_mends_it(
      String option, String value, String named, String mends) {
    check("-capture", option, value, named, mends);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          context.origin                       | unset                | context.origin                     | context.origin
          context.origin                       | azure-west           | context.origin                     | context.origins
          context.origins                      | ,                    | context.origins                    | context.origins
          context.lanes                        | many                 | context.lanes                      | context.lanes
          merge.strategy                       | first-writer-wins    | merge.strategy                     | last-writer-wins
          merge.strategy.assistant.preference  | newest               | merge.strategy                     | merge.strategy.assistant.preference
          merge.strategy.preference            | version-vector       | merge.strategy                     | merge.strategy.<schema>.<table>
          truncate.policy                      | maybe                | truncate.policy                    | deletes
          on.error                             | ignore               | on.error                           | quarantine
          batch.rows.max                       | 0                    | batch.rows.max                     | 1
          connection.url                       | unset                | connection.url                     | connection.url
          connection.url                       | jdbc:mysql://x/y     | connection.url                     | jdbc:postgresql://
          connection.user                      | reader               | schema.management                  | GRANT
          capture.publication.name             | unset                | capture.publication.name           | capture.publication.name
          table.name.format                    | no-table             | table.name.format                  | ${table}
          schema.management                    | sometimes            | schema.management                  | require
          """)
  void a_wrong_option_of_the_merge_sink_is_named_with_what_mends_it(
      String option, String value, String named, String mends) {
    check("-sink", option, value, named, mends);
  }

  @Test
  void the_files_as_they_are_are_valid() {
    for (String part : new String[] {"-capture", "-sink"}) {
      Map<String, String> settings = settings(part);
      ConfigValidation answer =
          deployment().rest().validate(settings.getOrDefault("connector.class", ""), settings);
      assertThat(answer.errors()).isEmpty();
    }
  }

  @Test
  void to_deploy_a_wrong_configuration_is_refused_with_the_same_words() {
    Map<String, String> settings = settings("-capture");
    settings.put("decimal.handling.mode", "double");
    assertThatThrownBy(
            () -> deployment().rest().put(TwoRegionDeployment.AWS + "-capture", settings))
        .isInstanceOf(ConnectRestException.class)
        .hasMessageContaining("400")
        .hasMessageContaining("double rounds numerics");
  }

  private static void check(String part, String option, String value, String named, String mends) {
    Map<String, String> settings = settings(part);
    String connectorClass = settings.getOrDefault("connector.class", "");
    if (value.equals(UNSET)) {
      settings.remove(option);
    } else {
      settings.put(option, value);
    }
    ConfigValidation answer = deployment().rest().validate(connectorClass, settings);
    assertThat(String.join("\n", answer.errors(named)))
        .as("of all the errors %s", answer.errors())
        .contains(mends);
  }

  private static Map<String, String> settings(String part) {
    String name = TwoRegionDeployment.AWS + part;
    Map<String, String> settings = new HashMap<>(deployment().config(name).settings());
    settings.put("name", name);
    return settings;
  }

  private static TwoRegionDeployment deployment() {
    return Objects.requireNonNull(deployed);
  }
}
