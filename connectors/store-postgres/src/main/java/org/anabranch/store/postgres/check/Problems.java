package org.anabranch.store.postgres.check;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigValue;

/** What is wrong with a database, each under the option that leads there. */
public final class Problems {

  private record Problem(String option, String message) {}

  private final List<Problem> problems = new ArrayList<>();

  /** Notes a problem; the message says how to mend it. */
  public void add(String option, String message) {
    problems.add(new Problem(option, message));
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
