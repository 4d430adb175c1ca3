package org.anabranch.transforms.policy;

import static org.anabranch.transforms.policy.Sample.asking;
import static org.anabranch.transforms.policy.Sample.facts;
import static org.anabranch.transforms.policy.Sample.policy;
import static org.anabranch.transforms.policy.Sample.row;
import static org.anabranch.transforms.policy.Sample.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.policy.condition.Facts;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PolicyTest {

  private static final String RESIDENTS =
      """
      rules:
        - name: eu-residents-stay
          tables: [assistant\\.customer]
          when: row.country in ['DE', 'FR'] && destination.jurisdiction != 'EU'
          then: withhold
        - name: no-contact-data
          when: destination.jurisdiction != origin.jurisdiction
          then: {remove: [ssn], mask: {email: hash, phone: partial(4)}}
        - name: children
          when: row.age < 18
          then: {mask: {email: hash, name: redact}}
        - name: never-here
          when: destination.jurisdiction == 'EU'
          then: withhold
        - name: elsewhere
          when: row.country == 'JP'
          then: {route: japan}
        - name: the-rest
          then: deliver
      otherwise: withhold
      """;

  @Test
  void the_first_rule_that_ends_decides() {
    Verdict verdict = policy(RESIDENTS).judge(facts(row("country", "DE", "age", 30)));

    assertThat(verdict).isInstanceOf(Verdict.Withhold.class);
    assertThat(verdict.rule()).isEqualTo(new RuleName(0, "eu-residents-stay"));
  }

  @Test
  void what_alters_gathers_until_a_rule_ends() {
    Verdict verdict = policy(RESIDENTS).judge(facts(row("country", "US", "age", 17)));

    assertThat(verdict.matched())
        .extracting(RuleName::name)
        .containsExactly("no-contact-data", "children", "the-rest");
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Deliver.class,
            deliver -> {
              assertThat(deliver.removals()).extracting("path").asString().isEqualTo("[ssn]");
              assertThat(deliver.masks())
                  .extracting(mask -> mask.path() + ":" + mask.text())
                  .containsExactly("email:hash", "phone:partial(4)", "name:redact");
              assertThat(deliver.topic()).isNull();
              assertThat(deliver.whole()).isFalse();
            });
  }

  @Test
  void what_is_removed_is_not_masked_and_the_same_mask_is_put_on_once() {
    Verdict verdict =
        policy(
                """
                rules:
                  - {name: a, then: {mask: {x: redact, y: hash, z: redact}}}
                  - {name: b, then: {remove: [x], mask: {y: hash, z: partial(2)}}}
                  - {name: c, then: {remove: [x]}}
                otherwise: deliver
                """)
            .judge(facts(row()));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Deliver.class,
            deliver -> {
              assertThat(deliver.removals())
                  .extracting(removal -> removal.rule() + " " + removal.path())
                  .containsExactly("b x");
              assertThat(deliver.masks())
                  .extracting(mask -> mask.path() + ":" + mask.text())
                  .containsExactly("y:hash", "z:redact", "z:partial(2)");
            });
  }

  @Test
  void what_is_removed_is_not_encrypted_and_what_is_masked_is() {
    Verdict verdict =
        policy(
                """
                rules:
                  - {name: a, then: {encrypt: {x: authenticated, y: deterministic(k), z: deterministic}}}
                  - {name: b, then: {remove: [x], mask: {y: hash}, encrypt: {z: deterministic}}}
                otherwise: deliver
                """)
            .judge(facts(row()));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Deliver.class,
            deliver -> {
              assertThat(deliver.masks()).extracting("path").asString().isEqualTo("[y]");
              assertThat(deliver.encryptions())
                  .extracting(encryption -> encryption.path() + ":" + encryption.how())
                  .containsExactly("y:deterministic(k)", "z:deterministic");
              assertThat(deliver.alterations()).hasSize(4);
              assertThat(deliver.whole()).isFalse();
            });
  }

  @Test
  void rules_that_encrypt_one_field_otherwise_contradict_each_other() {
    Policy policy =
        policy(
            """
            rules:
              - {name: a, when: row.vip, then: {encrypt: {x: authenticated(a)}}}
              - {name: b, when: row.minor, then: {encrypt: {x.y: authenticated(a)}}}
              - {name: c, when: row.sure, then: deliver}
              - {name: d, when: '!row.vip', then: {encrypt: {x: authenticated(b)}}}
            otherwise: deliver
            """);

    assertThat(policy.judge(facts(row("vip", true, "minor", false, "sure", false))))
        .isInstanceOf(Verdict.Deliver.class);
    assertThatThrownBy(() -> policy.judge(facts(row("vip", true, "minor", true, "sure", true))))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessage(
            "The policy's rule 'b' at 7:49 cannot judge this row: it encrypts the field 'x.y' by"
                + " authenticated(a), and 'a' at 6:47 encrypts 'x' by authenticated(a). Let one of"
                + " them do it, or give them conditions of which one at a time holds");
    assertThat(
            policy(
                    """
                    rules:
                      - {name: a, then: {encrypt: {x: authenticated(a)}}}
                      - {name: b, then: {encrypt: {x: authenticated(b)}}}
                    otherwise: deliver
                    """)
                .unconditional("t", null))
        .isNull();
  }

  @Test
  void only_encryptions_of_this_direction_need_keys() {
    Policy policy =
        policy(
            """
            rules:
              - {name: a, when: destination.name == 'us', then: {encrypt: {x: authenticated(a)}}}
              - {name: b, when: destination.name == 'eu', then: {encrypt: {x: authenticated(b)}}}
            otherwise: deliver
            """);
    assertThat(policy.encryptions())
        .extracting(encryption -> encryption.how().key())
        .containsExactly("a");
    assertThat(policy.alterations()).hasSize(2);
  }

  @Test
  void a_route_names_the_topic() {
    assertThat(policy(RESIDENTS).judge(facts(row("country", "JP", "age", 20))))
        .isInstanceOfSatisfying(
            Verdict.Deliver.class, deliver -> assertThat(deliver.topic()).isEqualTo("japan"));
  }

  @Test
  void rows_that_the_same_rules_match_share_a_verdict() {
    Policy policy = policy(RESIDENTS);

    assertThat(policy.judge(facts(row("country", "US", "age", 3))))
        .isSameAs(policy.judge(facts(row("country", "CA", "age", 4))))
        .isNotSameAs(policy.judge(facts(row("country", "CA", "age", 40))));
  }

  @Test
  void rules_are_for_the_tables_and_topics_that_they_name() {
    Policy policy =
        policy(
            """
            rules:
              - {name: customers, tables: [ASSISTANT.customer], topics: ['.*\\.eu'], then: deliver}
            otherwise: withhold
            """);

    assertThat(policy.unconditional("a.eu", Sample.CUSTOMER)).isInstanceOf(Verdict.Deliver.class);
    assertThat(policy.unconditional("a.us", Sample.CUSTOMER)).isInstanceOf(Verdict.Withhold.class);
    assertThat(policy.unconditional("a.eu", new TableName("assistant", "customers")))
        .isInstanceOf(Verdict.Withhold.class);
    assertThat(policy.unconditional("a.eu", null)).isInstanceOf(Verdict.Withhold.class);
  }

  @Test
  void a_verdict_that_depends_on_rows_is_not_unconditional() {
    Policy policy = policy(RESIDENTS);

    assertThat(policy.unconditional("t", Sample.CUSTOMER)).isNull();
    assertThat(
            policy("rules: [{name: all, then: {mask: {a: redact}}}]\notherwise: deliver")
                .unconditional("t", null))
        .isInstanceOfSatisfying(
            Verdict.Deliver.class, deliver -> assertThat(deliver.masks()).hasSize(1));
  }

  @Test
  void rules_are_named_in_order_with_otherwise_as_the_last() {
    assertThat(policy(RESIDENTS).rules())
        .extracting(RuleName::name)
        .containsExactly(
            "eu-residents-stay",
            "no-contact-data",
            "children",
            "never-here",
            "elsewhere",
            "the-rest",
            "otherwise");
  }

  @Test
  void images_are_alike_that_agree_on_what_the_rules_read() {
    Policy policy = policy(RESIDENTS);
    RecordView one = view(row("country", "DE", "age", 4, "name", "x"));
    RecordView sameCountry = view(row("country", "DE", "age", 4, "name", "y"));
    RecordView unknown = view(row("country", null, "age", 4));
    RecordView missing = view(row("age", 4));
    RecordView moved = view(row("country", "US", "age", 4, "name", "x"));

    assertThat(policy.alike("t", Sample.CUSTOMER, one, sameCountry)).isTrue();
    assertThat(policy.alike("t", Sample.CUSTOMER, one, moved)).isFalse();
    assertThat(policy.alike("t", Sample.CUSTOMER, unknown, missing)).isFalse();
  }

  @Test
  void images_are_never_alike_where_a_rule_reads_the_whole_row() {
    Policy policy = asking("size(row) > 1");

    assertThat(policy.alike("t", null, view(row("a", 1)), view(row("a", 1)))).isFalse();
  }

  @Test
  void json_is_a_policy_too() {
    Policy policy =
        Policy.parse(
            """
            {"version": 1, "regions": {"eu": {}, "us": {}},
            \t"rules": [{"name": "all", "when": "row.a == \\"x\\"", "then": {"mask": {"b": null}}}],
             "otherwise": "deliver"}
            """,
            new PolicyScope("eu", "us", null, (topic, purpose, subject) -> false));

    assertThat(policy.judge(facts(row("a", "x"))).matched()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "row.country == 'DE'",
        "row.age >= 18 && row.age < 18.5",
        "row.nothing == null",
        "row.nothing != 'DE'",
        "has(row.country) && !has(row.absent)",
        "row['country'] == 'DE'",
        "row.profile.city == 'Ulm' && has(row.profile.city) && !has(row.profile.zip)",
        "row.tags.exists(t, t == 'vip')",
        "'vip' in row.tags",
        "size(row) == 7",
        "row.country.startsWith('D') && row.country.matches('^[A-Z]{2}$')",
        "before == null && !has(before.country)",
        "before == null || before.country != row.country",
        "table == 'assistant.customer' && op == 'c'",
        "headers.tenant == 'acme' && 'tenant' in headers && !('other' in headers)",
        "origin.name == 'eu' && destination.level < origin.level",
        "row.country in ['DE'] ? destination.cloud == 'gcp' : false",
        "row.score > 0.5 && double(row.age) == 18.0",
        "'gdpr' in origin.tags && row.country == 'DE'",
        "row.country in origin.tags || row.age == origin.level + 15",
        "has(origin.tags) && row.age > 1",
        "timestamp('2020-01-01T00:00:00Z') < timestamp('2021-01-01T00:00:00Z') && row.age > 0",
        "key.id == 7"
      })
  void conditions_are_true(String condition) {
    Object row =
        row(
            "country",
            "DE",
            "age",
            18,
            "nothing",
            null,
            "profile",
            Map.of("city", "Ulm"),
            "tags",
            List.of("vip"),
            "score",
            0.75f,
            "more",
            true);
    Facts facts =
        new Facts(
            "t",
            Sample.CUSTOMER,
            RecordViews.of(row),
            null,
            RecordViews.of(Map.of("id", 7)),
            Map.of("tenant", "acme"),
            'c');

    String quoted = "\"" + condition.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    assertThat(asking(quoted).judge(facts)).isInstanceOf(Verdict.Deliver.class);
    assertThat(asking("\"!(" + quoted.substring(1, quoted.length() - 1) + ")\"").judge(facts))
        .isInstanceOf(Verdict.Withhold.class);
  }

  @Test
  void a_condition_without_an_answer_names_rule_and_position_but_no_value() {
    assertThatThrownBy(
            () ->
                asking("row.country == 'DE' && row.age > 17")
                    .judge(facts(row("country", "DE", "age", "secret"))))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessageContaining("rule 'asked' at 7:42")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> asking("row.nope == 1").judge(facts(row("a", 1))))
        .hasMessage(
            "The policy's rule 'asked' at 7:14 cannot judge this row: the image of the row has no"
                + " field 'nope'");
    assertThatThrownBy(
            () -> asking("timestamp(row.a) > timestamp(0)").judge(facts(row("a", "secret"))))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessageNotContaining("secret")
        .hasNoCause();
    assertThatThrownBy(() -> asking("row.a").judge(facts(row("a", "secret"))))
        .isInstanceOf(PolicyEvaluationException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void fields_that_were_never_met_are_told() {
    Policy policy = policy(RESIDENTS);
    FieldHits hits = new FieldHits(policy);

    hits.hit(policy.alterations().get(1));

    assertThat(hits.never())
        .extracting(alteration -> alteration.rule() + " " + alteration.path())
        .containsExactly(
            "no-contact-data ssn", "no-contact-data phone", "children email", "children name");
  }

  @Test
  void threads_share_verdicts() throws Exception {
    Policy policy = policy(RESIDENTS);
    List<Callable<Set<Verdict>>> judges =
        Collections.nCopies(
            4,
            () -> {
              Set<Verdict> met = Collections.newSetFromMap(new IdentityHashMap<>());
              for (int i = 0; i < 2_000; i++) {
                String country = List.of("DE", "US", "JP").get(i % 3);
                met.add(policy.judge(facts(row("country", country, "age", i % 40))));
              }
              return met;
            });
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Set<Verdict> met = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Future<Set<Verdict>> judged : threads.invokeAll(judges)) {
        met.addAll(judged.get());
      }

      // Withheld; and for each of the other two countries, as a child and as an adult.
      assertThat(met).hasSize(5);
    } finally {
      threads.shutdown();
    }
  }
}
