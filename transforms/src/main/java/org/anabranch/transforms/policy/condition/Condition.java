package org.anabranch.transforms.policy.condition;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelVariableResolver;
import dev.cel.runtime.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.transforms.policy.document.Passage;

/** A condition for one direction, compiled. Safe for several threads. */
public final class Condition {

  private final Passage when;
  private final Program program;
  private final Map<String, Reading> readings;
  private final List<FieldRead> reads;
  private final boolean wholeRow;

  Condition(
      Passage when,
      Program program,
      Map<String, Reading> readings,
      List<FieldRead> reads,
      boolean wholeRow) {
    this.when = when;
    this.program = program;
    this.readings = Map.copyOf(readings);
    this.reads = List.copyOf(reads);
    this.wholeRow = wholeRow;
  }

  /** The fields that it reads by name. */
  public List<FieldRead> reads() {
    return reads;
  }

  /** Whether it reads the row as a whole, too. */
  public boolean readsWholeRow() {
    return wholeRow;
  }

  /**
   * Whether it is true.
   *
   * @throws UnanswerableException where it has no answer
   */
  public boolean holds(Facts facts) throws UnanswerableException {
    try {
      if (program.eval(new Values(facts)) instanceof Boolean truth) {
        return truth;
      }
    } catch (CelEvaluationException e) {
      throw Answer.none(e, when);
    }
    throw new UnanswerableException(when.position(), "the condition is neither true nor false");
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
