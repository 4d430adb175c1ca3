package org.anabranch.transforms.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.anabranch.transforms.policy.condition.Consents;
import org.anabranch.transforms.policy.document.Problem;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrongPolicyTest {

  private static final String TABLES =
      "tables:\n  assistant.customer: {country: string, age: int, born: timestamp, ok: bool}\n";

  private static List<String> problems(String rules) {
    return problemsOf(Sample.REGIONS + rules);
  }

  private static List<String> problemsOf(String document) {
    PolicyException wrong =
        catchThrowableOfType(PolicyException.class, () -> Policy.validate(document));
    return wrong == null ? List.of() : wrong.problems().stream().map(Problem::toString).toList();
  }

  /** The problems of a rule that stands in the document's sixth line. */
  private static List<String> inRule(String members) {
    return problems("rules:\n  - {name: r, " + members + "}\notherwise: withhold\n");
  }

  @Test
  void syntax_of_yaml() {
    assertThat(problemsOf("version: 1\nrules: ["))
        .singleElement()
        .asString()
        .startsWith("at 2:9: This is no YAML");
    assertThat(problemsOf("")).containsExactly("at 1:1: The policy is empty");
    assertThat(problemsOf("rules: &x []"))
        .anyMatch(problem -> problem.startsWith("at 1:8: Anchors"));
  }

  @Test
  void what_has_to_be_there() {
    assertThat(problemsOf("{}"))
        .containsExactly(
            "at 1:1: The version is missing. Write version: 1",
            "at 1:1: It is not said what becomes of rows that no rule decides on. Write otherwise:"
                + " withhold, or otherwise: deliver",
            "at 1:1: There are no regions. Write regions: {name: {...}}",
            "at 1:1: There are no rules. Write rules: [...]");
    assertThat(problems("rules:\n  - {when: row.a == 1}\notherwise: deliver\n"))
        .extracting(problem -> problem.substring(0, 30))
        .containsExactly("at 6:5: The rule has no name. ", "at 6:5: It is not said what th");
  }

  @Test
  void unknown_members_are_named() {
    assertThat(problems("rulez: []\nrules: []\notherwise: withhold\n"))
        .containsExactly(
            "at 5:1: A policy has no member 'rulez'. There are consents, otherwise, regions, rules,"
                + " tables, version");
    assertThat(inRule("then: deliver, wen: x"))
        .containsExactly(
            "rule 'r' at 6:30: A rule has no member 'wen'. There are name, tables, then, topics,"
                + " when");
  }

  @Test
  void names_are_given_once() {
    assertThat(
            problems(
                """
                rules:
                  - {name: a, when: row.x, then: deliver}
                  - {name: a, then: deliver}
                otherwise: withhold
                version: 1
                """))
        .containsExactly(
            "at 7:12: The name 'a' is taken already. Give the rule another one",
            "at 9:1: 'version' is there already. Write it once");
  }

  @Test
  void syntax_of_conditions_at_its_place() {
    assertThat(inRule("when: row.a ==, then: deliver"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 6:28: mismatched input");
    assertThat(
            problems(
                """
                rules:
                  - name: r
                    when: >
                      row.a == 1
                      && row.b = 2
                    then: deliver
                otherwise: withhold
                """))
        .isNotEmpty()
        .allMatch(problem -> problem.startsWith("rule 'r' at 9:1"));
  }

  @Test
  void types_of_conditions() {
    assertThat(inRule("when: 1 + 1, then: deliver"))
        .singleElement()
        .asString()
        .contains("expected type 'bool' but found 'int'");
    assertThat(inRule("when: nope == 1, then: deliver"))
        .singleElement()
        .asString()
        .contains("undeclared reference to 'nope'");
    assertThat(inRule("when: table > 1, then: deliver")).hasSize(1);
  }

  @Test
  void types_and_fields_of_declared_tables() {
    assertThat(
            problems(
                TABLES
                    + "rules: [{name: r, when: row.contry == 'DE', then: deliver}]\notherwise: withhold"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 7:28: undefined field 'contry'")
        .endsWith("(in rows of assistant.customer)");
    assertThat(
            problems(
                TABLES
                    + "rules: [{name: r, when: row.age == 'x', then: deliver}]\notherwise: withhold"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 7:33: found no matching overload for '_==_'");
    assertThat(
            problems(
                TABLES
                    + "rules: [{name: r, tables: [other], when: row.contry == 'DE', then: deliver}]\notherwise: withhold"))
        .isEmpty();
    assertThat(
            problems(
                TABLES
                    + "rules: [{name: r, when: \"row.country == null || row.age > 3 && row.born <"
                    + " timestamp('2020-01-01T00:00:00Z') && before != null\", then: deliver}]\n"
                    + "otherwise: withhold"))
        .isEmpty();
    assertThat(
            problems(TABLES + "rules: [{name: r, then: {remove: [contry]}}]\notherwise: withhold"))
        .containsExactly(
            "rule 'r' at 7:35: The table assistant.customer has no column 'contry'. Mend the path,"
                + " or name the rule's tables");
  }

  @Test
  void unknown_regions_and_attributes() {
    assertThat(inRule("when: destination.name == 'moon', then: deliver"))
        .containsExactly("rule 'r' at 6:41: There is no region 'moon'. There are [eu, us]");
    assertThat(inRule("when: \"origin.name in ['eu', 'moon']\", then: deliver"))
        .containsExactly("rule 'r' at 6:44: There is no region 'moon'. There are [eu, us]");
    assertThat(inRule("when: destination.jurisdicton == 'EU', then: deliver"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 6:32: undefined field 'jurisdicton'");
    PolicyException scope =
        catchThrowableOfType(
            PolicyException.class,
            () ->
                Policy.parse(
                    Sample.REGIONS + "rules: []\notherwise: withhold",
                    new PolicyScope("eu", "mars", null, Consents.NONE)));
    assertThat(scope)
        .hasMessageContaining("destination.region is 'mars', which is no region of the policy");
  }

  @Test
  void variables_keep_their_meaning() {
    assertThat(inRule("when: \"[1].exists(row, row > 0)\", then: deliver"))
        .singleElement()
        .asString()
        .contains("'row' is a variable of conditions. Name this one otherwise");
    assertThat(inRule("when: \"[1].exists(x, x > 0) && row.a == 1\", then: deliver")).isEmpty();
  }

  @Test
  void what_regions_cannot_be() {
    assertThat(
            problemsOf(
                "version: 1\nregions:\n  a b: {}\n  c: {name: d, e: null, f: 99999999999999999999}\n"
                    + "rules: []\notherwise: deliver"))
        .extracting(problem -> problem.substring(0, 30))
        .containsExactly(
            "at 3:3: An origin is 1 to 64 l",
            "at 4:7: The attribute name is ",
            "at 4:19: null says nothing. Le",
            "at 4:28: Numbers have at most ");
    assertThat(
            problemsOf(
                "version: 1\nregions: {a: {x: "
                    + "[".repeat(20)
                    + "]".repeat(20)
                    + "}}\nrules: []\notherwise: deliver"))
        .singleElement()
        .asString()
        .contains("nested too deep");
  }

  @Test
  void an_attribute_that_one_region_lacks() {
    assertThat(
            problemsOf(
                "version: 1\nregions: {a: {x: 1}, b: {}}\nrules: [{name: r, when: row.q == 1 &&"
                    + " destination.x == 1, then: deliver}]\notherwise: withhold"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 3:50: From a to b the condition has no answer");
  }

  @Test
  void rules_that_are_never_reached() {
    assertThat(
            problems(
                """
                rules:
                  - {name: a, tables: [x], then: deliver}
                  - {name: b, tables: [x], when: row.c, then: withhold}
                  - {name: c, when: destination.name == origin.name, then: withhold}
                  - {name: d, when: row.c == 1, then: withhold}
                  - {name: e, when: row.c  == 1, then: {remove: [q]}}
                  - {name: f, when: destination.jurisdiction == 'EU', then: withhold}
                  - {name: g, when: destination.jurisdiction != 'EU', then: withhold}
                  - {name: h, then: deliver}
                otherwise: withhold
                """))
        .containsExactly(
            "rule 'b' at 7:12: The rule is never reached: earlier rules decide on all that it"
                + " selects",
            "rule 'c' at 8:12: The rule is never reached: its condition is false for every pair of"
                + " regions",
            "rule 'e' at 10:12: The rule is never reached: 'd' decides under the same condition",
            "rule 'h' at 13:12: The rule is never reached: earlier rules decide on all that it"
                + " selects");
  }

  @Test
  void masks_and_paths() {
    assertThat(inRule("then: {mask: {a: blur}}"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 6:32: there is no mask 'blur'");
    assertThat(inRule("then: {remove: [a..b]}"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 6:31: The field path 'a..b' is wrong at character 3");
    PolicyException secret =
        catchThrowableOfType(
            PolicyException.class,
            () ->
                Policy.parse(
                    Sample.REGIONS
                        + "rules: [{name: r, then: {mask: {a: hash}}}]\notherwise: deliver",
                    new PolicyScope("eu", "us", null, Consents.NONE)));
    assertThat(secret)
        .hasMessageContaining("rule 'r' at 5:36")
        .hasMessageEndingWith("Set mask.secret");
  }

  @Test
  void modes_and_keys() {
    assertThat(inRule("then: {encrypt: {a: key}}"))
        .containsExactly(
            "rule 'r' at 6:35: 'key' is no mode. Modes: authenticated, deterministic,"
                + " format-preserving");
    assertThat(inRule("then: {encrypt: {a: deterministic(eu support)}}"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 6:35: Write a mode, or a mode and the name of its keys");
    assertThat(inRule("then: {encrypt: {a: null}}")).hasSize(1);
    assertThat(inRule("then: {encrypt: [a]}")).hasSize(1);
    assertThat(inRule("then: {encrypt: {a..b: authenticated}}"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 6:32: The field path 'a..b' is wrong at character 3");
    assertThat(inRule("then: {encrypt: {a: authenticated, a.b: authenticated}}"))
        .containsExactly(
            "rule 'r' at 6:50: 'a' and 'a.b' lead to the same field, or one into the other. A field"
                + " is encrypted once");
    assertThat(
            problems(
                TABLES
                    + "rules: [{name: r, then: {encrypt: {contry: authenticated}}}]\notherwise: withhold"))
        .containsExactly(
            "rule 'r' at 7:36: The table assistant.customer has no column 'contry'. Mend the path,"
                + " or name the rule's tables");
  }

  @Test
  void effects() {
    assertThat(inRule("then: drop"))
        .singleElement()
        .asString()
        .startsWith("rule 'r' at 6:21: then is");
    assertThat(inRule("then: {route: x, remove: [a]}"))
        .singleElement()
        .asString()
        .contains("route ends the walk");
    assertThat(inRule("tables: ['(a'], then: deliver"))
        .singleElement()
        .asString()
        .contains("This is no regular expression");
    assertThat(inRule("tables: [], then: deliver")).singleElement().asString().contains("empty");
  }

  @Test
  void consents_are_declared() {
    assertThat(inRule("when: consented('ads'), then: deliver"))
        .containsExactly(
            "rule 'r' at 6:30: There is no consent 'ads'. Declare it under consents: there are []");
    assertThat(
            problems(
                TABLES
                    + "consents: {ads: {column: ads_ok}, bad: {topic: t}}\n"
                    + "rules: [{name: r, when: consented('ads'), then: deliver}]\notherwise: withhold"))
        .hasSize(2)
        .anyMatch(
            problem -> problem.contains("the column 'ads_ok', which assistant.customer has not"))
        .anyMatch(problem -> problem.contains("at 7:40: The consent 'bad' is in a column or in"));
  }
}
