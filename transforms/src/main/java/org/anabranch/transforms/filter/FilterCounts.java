package org.anabranch.transforms.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.anabranch.transforms.policy.RuleName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.jspecify.annotations.Nullable;

/**
 * What a filter counts, as plugin metrics of Connect; where Connect has none (before 4.1), it is
 * counted in vain. Totals begin at zero with the task. Safe for several threads.
 *
 * <p>With the tag {@code rule}, for each rule of any version of the policy: {@code matched-total},
 * {@code withheld-total}, {@code altered-total}. Without: {@code not-judged-total} (withheld since
 * no image told enough), {@code errors-total}, {@code policy-reload-failures-total}, {@code
 * fields-never-matched}.
 */
final class FilterCounts {

  private final Map<String, RuleCounts> rules = new LinkedHashMap<>();
  private final LongAdder notJudged = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder reloadFailures = new LongAdder();
  private @Nullable PluginMetrics metrics;

  /** The counts of these rules, in their order; a rule keeps its counts over policies. */
  synchronized RuleCounts[] of(List<RuleName> names) {
    RuleCounts[] counts = new RuleCounts[names.size()];
    for (RuleName name : names) {
      counts[name.number()] = rules.computeIfAbsent(name.name(), this::added);
    }
    return counts;
  }

  private RuleCounts added(String rule) {
    RuleCounts counts = new RuleCounts();
    publish(rule, counts);
    return counts;
  }

  /** Publishes what there is and what comes; called once, when Connect offers it. */
  synchronized void publish(PluginMetrics to, LongSupplier neverMatched) {
    metrics = to;
    rules.forEach(this::publish);
    add("not-judged-total", "Withheld, as no image told enough", Map.of(), notJudged::sum);
    add("errors-total", "Records that the policy could not judge", Map.of(), errors::sum);
    add(
        "policy-reload-failures-total",
        "Versions of the policy's file that were wrong",
        Map.of(),
        reloadFailures::sum);
    add("fields-never-matched", "Fields that no row has had yet", Map.of(), neverMatched);
  }

  private void publish(String rule, RuleCounts counts) {
    Map<String, String> tags = Map.of("rule", rule);
    add("matched-total", "Records that the rule matched", tags, counts::matchedTotal);
    add("withheld-total", "Records that the rule withheld", tags, counts::withheldTotal);
    add("altered-total", "Records of which it altered fields", tags, counts::alteredTotal);
  }

  private void add(String name, String description, Map<String, String> tags, LongSupplier value) {
    PluginMetrics to = metrics;
    if (to != null) {
      Gauge<Long> gauge = (config, now) -> value.getAsLong();
      to.addMetric(to.metricName(name, description, new LinkedHashMap<>(tags)), gauge);
    }
  }

  void notJudged() {
    notJudged.increment();
  }

  void error() {
    errors.increment();
  }

  void reloadFailed() {
    reloadFailures.increment();
  }

  long errorsTotal() {
    return errors.sum();
  }

  long reloadFailuresTotal() {
    return reloadFailures.sum();
  }

  /** For the log: per rule what it did, and what could not be judged. */
  @Override
  public synchronized String toString() {
    return rules.entrySet().stream()
            .map(rule -> rule.getKey() + ": " + rule.getValue())
            .collect(Collectors.joining("; "))
        + "; without a verdict: "
        + notJudged
        + "; errors: "
        + errors;
  }
}
