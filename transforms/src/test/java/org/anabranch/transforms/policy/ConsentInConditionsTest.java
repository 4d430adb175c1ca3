package org.anabranch.transforms.policy;

import static org.anabranch.transforms.policy.Sample.facts;
import static org.anabranch.transforms.policy.Sample.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.policy.condition.Consents;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConsentInConditionsTest {

  private static Policy policy(String source, Consents consents) {
    return Sample.policy(
        """
        consents:
          marketing: {%s}
        rules:
          - {name: asked, when: "consented('marketing') && row.age > 1", then: deliver}
        otherwise: withhold
        """
            .formatted(source),
        consents);
  }

  private static boolean granted(@Nullable Object value) {
    return policy("column: ok", Consents.NONE).judge(facts(row("ok", value, "age", 2)))
        instanceof Verdict.Deliver;
  }

  @Test
  void in_a_column_is_a_truth_a_text_or_a_moment() {
    assertThat(granted(true)).isTrue();
    assertThat(granted(false)).isFalse();
    assertThat(granted("Yes")).isTrue();
    assertThat(granted("maybe")).isFalse();
    assertThat(granted(Date.from(Instant.EPOCH))).isTrue();
    assertThat(granted(null)).isFalse();
    assertThatThrownBy(() -> granted(1)).isInstanceOf(PolicyEvaluationException.class);
  }

  @Test
  void in_a_topic_is_asked_for_by_the_subject_as_text() {
    Policy policy =
        policy(
            "topic: consent, subject: id",
            (topic, purpose, subject) -> (topic + purpose + subject).equals("consentmarketing7"));

    assertThat(policy.consentTopics()).isEqualTo(Set.of("consent"));
    assertThat(policy.judge(facts(row("id", 7, "age", 2)))).isInstanceOf(Verdict.Deliver.class);
    assertThat(policy.judge(facts(row("id", "7", "age", 2)))).isInstanceOf(Verdict.Deliver.class);
    assertThat(policy.judge(facts(row("id", 8, "age", 2)))).isInstanceOf(Verdict.Withhold.class);
    assertThat(policy.judge(facts(row("id", null, "age", 2)))).isInstanceOf(Verdict.Withhold.class);
    assertThatThrownBy(() -> policy.judge(facts(row("age", 2))))
        .hasMessageEndingWith("the image of the row has no field 'id'");
  }

  @Test
  void is_read_of_the_row() {
    Policy policy = policy("topic: consent, subject: id", Consents.NONE);
    RecordView one = Sample.view(row("id", 7, "age", 2));

    assertThat(policy.alike("t", null, one, Sample.view(row("id", 7, "age", 2)))).isTrue();
    assertThat(policy.alike("t", null, one, Sample.view(row("id", 8, "age", 2)))).isFalse();
  }

  @Test
  void that_cannot_be_known_now_is_no_answer_of_the_policy() {
    Consents unknown =
        (topic, purpose, subject) -> {
          throw new RetriableException("later");
        };
    String consents = "consents: {marketing: {topic: consent, subject: id}}\n";
    for (String condition :
        List.of("consented('marketing')", "[1].exists(x, consented('marketing'))")) {
      Policy policy =
          Sample.policy(
              consents
                  + "rules: [{name: asked, when: \"%s\", then: deliver}]\notherwise: withhold"
                      .formatted(condition),
              unknown);

      assertThatThrownBy(() -> policy.judge(facts(row("id", 7))))
          .isExactlyInstanceOf(RetriableException.class);
    }
  }
}
