package org.anabranch.transforms.policy;

import java.util.List;
import java.util.Set;
import org.anabranch.model.change.TableName;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.policy.condition.Consents;
import org.anabranch.transforms.policy.condition.Facts;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A policy for one direction, from one region to another, compiled once. Immutable and safe for
 * several threads, as far as the {@link Consents} of its scope are.
 *
 * <p>It judges one image of a row at a time and alters nothing; what becomes of a change whose two
 * images are judged differently is for the caller. The language is described in {@code
 * docs/residency.md}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Policy {

  private Policy() {}

  /**
   * Reads and compiles a policy.
   *
   * @param document YAML 1.2 or JSON
   * @throws PolicyException with all that is wrong, each by rule, line and column
   */
  public static Policy parse(String document, PolicyScope scope) {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks all that can be checked where the direction is not known: everything but the scope's
   * regions and its secret.
   *
   * @throws PolicyException with all that is wrong, each by rule, line and column
   */
  public static void validate(String document) {
    throw new UnsupportedOperationException();
  }

  /**
   * What becomes of one image of a row. Equal sets of matching rules give one and the same verdict.
   *
   * @throws PolicyEvaluationException where a condition has no answer for this row: it names the
   *     rule, the position and the reason, never a value
   */
  public Verdict judge(Facts facts) {
    throw new UnsupportedOperationException();
  }

  /**
   * The verdict that all rows of a table get, whatever they hold; null where it depends on them.
   */
  public @Nullable Verdict unconditional(String topic, @Nullable TableName table) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether two images of one change are bound to get the same verdict, since they agree on all
   * that the rules for the table read of {@code row}.
   */
  public boolean alike(String topic, @Nullable TableName table, RecordView one, RecordView other) {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks that the fields which the rules for a table name are in the rows' schema: {@code row.x},
   * {@code before.x}, {@code key.x}, paths of {@code remove} and {@code mask}, and that the masks
   * fit the fields' types. Costs a look-up where the schemas were checked before.
   *
   * @param row of one image
   * @param key null where the record's key has no schema
   * @throws PolicyEvaluationException naming the first rule and field that do not fit
   */
  public void check(String topic, @Nullable TableName table, Schema row, @Nullable Schema key) {
    throw new UnsupportedOperationException();
  }

  /** All rules in the document's order, and {@code otherwise} as the last one. */
  public List<RuleName> rules() {
    throw new UnsupportedOperationException();
  }

  /** All removals and masks of all rules, numbered from 0. */
  public List<Alteration> alterations() {
    throw new UnsupportedOperationException();
  }

  /** The topics whose records {@link Consents} must know. */
  public Set<String> consentTopics() {
    throw new UnsupportedOperationException();
  }
}
