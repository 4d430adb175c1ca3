package org.anabranch.store.postgres.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;

/** What is wrong with a database, each under the option that leads there. */
public final class Problems {

  private record Problem(String option, String message) {}

  private final List<Problem> problems = new ArrayList<>();

  /** Notes a problem; the message says how to mend it. */
  public void add(String option, String message) {
    problems.add(new Problem(option, message));
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** All of them, with the options that lead to them. */
  @Override
  public String toString() {
    return problems.stream()
        .map(problem -> problem.option() + ": " + problem.message())
        .collect(Collectors.joining(". "));
  }

  /** Adds each problem to the value of its option. */
  public void addTo(List<ConfigValue> values) {
    for (Problem problem : problems) {
      values.stream()
          .filter(value -> value.name().equals(problem.option()))
          .forEach(value -> value.addErrorMessage(problem.message()));
    }
  }
}
