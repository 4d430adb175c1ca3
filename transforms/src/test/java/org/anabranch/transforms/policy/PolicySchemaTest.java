package org.anabranch.transforms.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The published schema and the reader agree on what a policy is. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PolicySchemaTest {

  private static final Path DOCS = PluginDirectories.projectRoot().resolve("docs");
  private static final JsonSchema SCHEMA = schema();

  private static JsonSchema schema() {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(Files.readString(DOCS.resolve("reference/policy.schema.json")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<ValidationMessage> problems(String policy) {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(policy);
    return SCHEMA.validate(new ObjectMapper().valueToTree(read));
  }

  static List<Path> policies() throws IOException {
    try (Stream<Path> files = Files.list(DOCS.resolve("examples/policies"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void the_policies_of_the_documentation_are_policies_to_both(Path file) throws IOException {
    String policy = Files.readString(file);

    assertThat(problems(policy)).isEmpty();
    assertThatCode(() -> Policy.validate(policy)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules: []\notherwise: deliver",
        "tables: {a.b: {c: any}}\nrules: []\notherwise: withhold",
        "consents: {a: {column: b}, c: {topic: d, subject: e}}\nrules: []\notherwise: withhold",
        "tables: {a.b: {1: int, true: bool}}\nrules: []\notherwise: withhold",
        "rules: [{name: a.b_c-1, topics: ['x.*'], when: row.a, then: {route: b}}]\notherwise: deliver",
        "rules: [{name: a, then: {mask: {b: null, 'c[*].d': truncate(decimals=1)}}}]\notherwise: deliver",
        "rules: [{name: a, then: {encrypt: {b: authenticated, c.d: deterministic(eu-support)}}}]\notherwise: deliver",
        "rules: [{name: a, then: {remove: [a], mask: {b: redact}, encrypt: {b: format-preserving(x.1)}}}]\notherwise: deliver"
      })
  void what_is_right_is_right_to_both(String members) {
    assertThat(problems(Sample.REGIONS + members)).isEmpty();
    assertThatCode(() -> Policy.validate(Sample.REGIONS + members)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules: []",
        "otherwise: deliver",
        "rules: {}\notherwise: deliver",
        "rules: []\notherwise: maybe",
        "rules: []\notherwise: deliver\nmore: 1",
        "tables: {a: {c: any}}\nrules: []\notherwise: withhold",
        "tables: {a.b: {c: money}}\nrules: []\notherwise: withhold",
        "consents: {a: {topic: b}}\nrules: []\notherwise: withhold",
        "consents: {a: {column: b, topic: d, subject: e}}\nrules: []\notherwise: withhold",
        "rules: [{then: deliver}]\notherwise: withhold",
        "rules: [{name: a}]\notherwise: withhold",
        "rules: [{name: otherwise, then: deliver}]\notherwise: withhold",
        "rules: [{name: a b, then: deliver}]\notherwise: withhold",
        "rules: [{name: a, tables: [], then: deliver}]\notherwise: withhold",
        "rules: [{name: a, when: '', then: deliver}]\notherwise: withhold",
        "rules: [{name: a, when: true, then: deliver}]\notherwise: withhold",
        "rules: [{name: 7, then: deliver}]\notherwise: withhold",
        "rules: [{name: a, then: {remove: [null]}}]\notherwise: withhold",
        "rules: [{name: a, then: drop}]\notherwise: withhold",
        "rules: [{name: a, then: {}}]\notherwise: withhold",
        "rules: [{name: a, then: {encrypt: {b: key}}}]\notherwise: withhold",
        "rules: [{name: a, then: {encrypt: {b: deterministic()}}}]\notherwise: withhold",
        "rules: [{name: a, then: {encrypt: {b: deterministic(a b)}}}]\notherwise: withhold",
        "rules: [{name: a, then: {encrypt: {b: null}}}]\notherwise: withhold",
        "rules: [{name: a, then: {encrypt: [b]}}]\notherwise: withhold",
        "rules: [{name: a, then: {route: b, encrypt: {c: authenticated}}}]\notherwise: withhold",
        "rules: [{name: a, then: {route: b, remove: [c]}}]\notherwise: withhold",
        "rules: [{name: a, then: {route: 'b c'}}]\notherwise: withhold",
        "rules: [{name: a, then: {mask: {b: blur}}}]\notherwise: withhold",
        "rules: [{name: a, then: {remove: b}}]\notherwise: withhold"
      })
  void what_is_wrong_is_wrong_to_both(String members) {
    assertThat(problems(Sample.REGIONS + members)).isNotEmpty();
    assertThatThrownBy(() -> Policy.validate(Sample.REGIONS + members))
        .isInstanceOf(PolicyException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version: 2\nregions: {a: {}}",
        "version: 1\nregions: {a b: {}}",
        "version: 1\nregions: {a: {name: b}}",
        "version: 1\nregions: {a: {b: null}}",
        "version: 1\nregions: [a]",
        "version: 1"
      })
  void what_is_wrong_of_regions_is_wrong_to_both(String members) {
    String policy = members + "\nrules: []\notherwise: deliver\n";

    assertThat(problems(policy)).isNotEmpty();
    assertThatThrownBy(() -> Policy.validate(policy)).isInstanceOf(PolicyException.class);
  }
}
