package org.anabranch.transforms.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
public final class Policy {

  /** Masks are only checked with it, where the real one is not known. */
  private static final String NO_SECRET = "only checked, never used";

  private static final Object NO_TABLE = new Object();

  private final List<RuleName> names;
  private final List<CompiledRule> rules;
  private final List<Alteration> alterations;
  private final Set<String> consentTopics;
  private final boolean topicsMatter;
  private final Map<String, Map<Object, TableRules>> selected = new ConcurrentHashMap<>();

  /**
   * @param rules those that match some rows in this direction, {@code otherwise} among them
   */
  Policy(
      List<RuleName> names,
      List<CompiledRule> rules,
      List<Alteration> alterations,
      Set<String> consentTopics) {
    this.names = List.copyOf(names);
    this.rules = List.copyOf(rules);
    this.alterations = List.copyOf(alterations);
    this.consentTopics = Set.copyOf(consentTopics);
    this.topicsMatter = rules.stream().anyMatch(rule -> !rule.selection().topics().isEmpty());
  }

  /**
   * Reads and compiles a policy.
   *
   * @param document YAML 1.2 or JSON
   * @throws PolicyException with all that is wrong, each by rule, line and column
   */
  public static Policy parse(String document, PolicyScope scope) {
    return PolicyCompiler.read(document, scope.maskSecret(), scope).compile(scope);
  }

  /**
   * Checks all that can be checked where the direction is not known: everything but the scope's
   * regions and its secret.
   *
   * @throws PolicyException with all that is wrong, each by rule, line and column
   */
  public static void validate(String document) {
    PolicyCompiler.read(document, NO_SECRET, null);
  }

  /**
   * What becomes of one image of a row. Equal sets of matching rules give one and the same verdict.
   *
   * @throws PolicyEvaluationException where a condition has no answer for this row: it names the
   *     rule, the position and the reason, never a value
   * @throws org.apache.kafka.connect.errors.ConnectException what {@link Consents} throw
   */
  public Verdict judge(Facts facts) {
    return rules(facts.topic(), facts.table()).judge(facts);
  }

  /**
   * The verdict that all rows of a table get, whatever they hold; null where it depends on them, or
   * where none of them gets one.
   */
  public @Nullable Verdict unconditional(String topic, @Nullable TableName table) {
    return rules(topic, table).unconditional();
  }

  /**
   * Whether a topic's records may go whole whatever they hold, and no rule asks for their table,
   * which a record without a value does not tell.
   */
  public boolean delivers(String topic) {
    boolean dependsOnTable = rules.stream().anyMatch(rule -> !rule.selection().tables().isEmpty());
    return !dependsOnTable
        && unconditional(topic, null) instanceof Verdict.Deliver goes
        && goes.whole();
  }

  /**
   * Whether two images of one change are bound to get the same verdict, since they agree on all
   * that the rules for the table read of {@code row}.
   */
  public boolean alike(String topic, @Nullable TableName table, RecordView one, RecordView other) {
    return rules(topic, table).alike(one, other);
  }

  /**
   * Checks that the fields which the rules for a table name are in the rows' schema: {@code row.x},
   * {@code before.x}, {@code key.x}, paths of {@code remove}, {@code mask} and {@code encrypt}, and
   * that masks and modes fit the fields' types. Columns that did not come may be missing. Costs a
   * look-up where the schemas were checked before.
   *
   * @param row of one image
   * @param key null where the record's key has no schema
   * @param absent the columns that did not come, as the change's header says
   * @throws PolicyEvaluationException naming the first rule and field that do not fit
   */
  public void check(
      String topic,
      @Nullable TableName table,
      Schema row,
      @Nullable Schema key,
      Set<String> absent) {
    rules(topic, table).check(row, key, absent);
  }

  /** All rules in the document's order, and {@code otherwise} as the last one. */
  public List<RuleName> rules() {
    return names;
  }

  /** All removals, masks and encryptions of all rules, numbered from 0. */
  public List<Alteration> alterations() {
    return alterations;
  }

  /** Whether the rule of an alteration can match rows in this direction at all. */
  public boolean canMatch(Alteration alteration) {
    return rules.stream().anyMatch(rule -> rule.alterations().contains(alteration));
  }

  /** All encryptions of rules that can match rows in this direction. */
  public List<Alteration.Encryption> encryptions() {
    return rules.stream()
        .flatMap(rule -> rule.alterations().stream())
        .filter(Alteration.Encryption.class::isInstance)
        .map(Alteration.Encryption.class::cast)
        .toList();
  }

  /** The topics whose records {@link Consents} must know. */
  public Set<String> consentTopics() {
    return consentTopics;
  }

  /** Selected once for each table, and for each topic where some rule asks for topics. */
  private TableRules rules(String topic, @Nullable TableName table) {
    String inTopic = topicsMatter ? topic : "";
    Object of = table == null ? NO_TABLE : table;
    Map<Object, TableRules> known = selected.get(inTopic);
    TableRules found = known == null ? null : known.get(of);
    return found != null
        ? found
        : selected
            .computeIfAbsent(inTopic, any -> new ConcurrentHashMap<>())
            .computeIfAbsent(of, any -> TableRules.select(rules, topic, table));
  }
}
