package org.anabranch.transforms.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.records.view.RecordViews;
import org.anabranch.transforms.policy.document.PolicyDocument;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredRule;
import org.anabranch.transforms.policy.document.PolicyDocument.Region;
import org.anabranch.transforms.policy.document.PolicyReader;
import org.anabranch.transforms.policy.document.Problems;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compared without CEL is what CEL says, of values of every kind. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ComparisonTest {

  private static final @Nullable Object[] VALUES = {
    null,
    "a",
    "abc",
    "",
    "7",
    true,
    false,
    (byte) 7,
    (short) 7,
    6,
    7,
    8L,
    Long.MAX_VALUE,
    7.0,
    7.5f,
    Double.NaN,
    new BigDecimal("7.00"),
    new byte[] {'a'},
    List.of("a"),
    Map.of("a", 1)
  };

  private static final @Nullable Object[] OTHERS = {null, "a", true, false, 7};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "row.x",
        "!row.x",
        "row.x == 'a'",
        "'a' != row.x",
        "row.x in ['a', 'b']",
        "!(row.x in ['b', ''])",
        "row.x in []",
        "row.x in ['a', 7]",
        "row.x == null",
        "null != row.x",
        "row.x == 7",
        "7 != row.x",
        "row.x < 7",
        "7 < row.x",
        "row.x <= 7",
        "7 <= row.x",
        "row.x > 7",
        "7 > row.x",
        "row.x >= 7",
        "7 >= row.x",
        "row.x < 7.5",
        "row.x == 7.0",
        "7.0 != row.x",
        "row.x >= 7.5",
        "row.x != duration('1s')",
        "timestamp('2020-01-01T00:00:00Z') == row.x",
        "row.x < duration('60s')",
        "row.x < 'b'",
        "row.x == true",
        "row.x.startsWith('a')",
        "row.x.endsWith('c')",
        "row.x.contains('b')",
        "row.x.matches('^[a-b]+')",
        "row.x.matches('(')",
        "row.x && row.y",
        "row.x || row.y",
        "row.x && !row.y || row.y",
        "row.x == 'a' || row.absent",
        "row.absent && row.y",
        "row.y || row.absent > 7",
        "row.y ? row.x == 'a' : row.x",
        "has(row.x) && has(row.absent)",
        "row.x > timestamp('2020-01-01T00:00:00Z')"
      })
  void is_as_cel_has_it(String text) throws UnanswerableException {
    Condition condition = condition(text);
    List<String> differences = new ArrayList<>();
    for (Object x : VALUES) {
      for (Object y : OTHERS) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("x", x);
        row.put("y", y);
        Facts facts = new Facts("t", null, RecordViews.of(row), null, null, Map.of(), 'c');
        String ours = answer(condition::holds, facts);
        String cels = answer(condition.interpreted(), facts);
        if (!ours.equals(cels)) {
          differences.add("x=%s y=%s: %s but CEL %s".formatted(x, y, ours, cels));
        }
      }
    }

    assertThat(differences).isEmpty();
  }

  private static String answer(Truth truth, Facts facts) {
    try {
      return String.valueOf(truth.of(facts));
    } catch (UnanswerableException e) {
      return "none";
    }
  }

  private static Condition condition(String text) throws UnanswerableException {
    Problems problems = new Problems();
    PolicyDocument policy =
        Objects.requireNonNull(
            PolicyReader.read(
                "{version: 1, regions: {a: {}}, otherwise: deliver, rules: [{name: r, then:"
                    + " deliver, when: \""
                    + text
                    + "\"}]}",
                problems));
    DeclaredRule rule = policy.rules().get(0);
    CheckedCondition checked =
        new ConditionLanguage(policy, problems)
            .read(Objects.requireNonNull(rule.when()), rule.selection());
    assertThat(problems.inOrder()).isEmpty();
    Region a = Objects.requireNonNull(policy.regions().get("a"));
    return Objects.requireNonNull(checked).compile(policy, a, a, Consents.NONE);
  }
}
