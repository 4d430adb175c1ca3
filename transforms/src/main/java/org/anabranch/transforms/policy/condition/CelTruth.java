package org.anabranch.transforms.policy.condition;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;
import java.util.Map;
import java.util.Optional;
import org.anabranch.transforms.policy.document.Passage;
import org.apache.kafka.connect.errors.ConnectException;

/** What CEL's interpreter says. */
final class CelTruth implements Truth {

  private final Passage when;
  private final Program program;
  private final Map<String, Reading> readings;

  CelTruth(Passage when, Program program, Map<String, Reading> readings) {
    this.when = when;
    this.program = program;
    this.readings = readings;
  }

  @Override
  public boolean of(Facts facts) throws UnanswerableException {
    try {
      if (program.eval(new Values(facts)) instanceof Boolean truth) {
        return truth;
      }
    } catch (CelEvaluationException e) {
      throw Answer.none(passed(e), when);
    }
    throw new UnanswerableException(when.position(), "the condition is neither true nor false");
  }

  /** What keeps consents from being known is no fault of the row's, and may be over soon. */
  private static CelEvaluationException passed(CelEvaluationException error) {
    Throwable cause = error;
    while (cause != null) {
      if (cause instanceof ConnectException unknown) {
        throw unknown;
      }
      cause = cause.getCause();
    }
    return error;
  }

  /** What the program's variables are for one row. */
  private final class Values implements CelVariableResolver {
    private final Facts facts;

    Values(Facts facts) {
      this.facts = facts;
    }

    @Override
    public Optional<Object> find(String name) {
      Reading reading = readings.get(name);
      return reading == null ? Optional.empty() : Optional.of(reading.of(facts));
    }
  }
}
