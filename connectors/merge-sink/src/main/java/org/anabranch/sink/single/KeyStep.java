package org.anabranch.sink.single;

import java.util.function.Function;
import org.anabranch.sink.plan.Step;

/** What comes next in the merge of one key. */
sealed interface KeyStep {

  /** Execute a statement and go on with its answer. */
  record Ask<R>(SingleStatement<R> statement, Function<R, KeyStep> then) implements KeyStep {

    /** Goes on with what the statement answered. */
    @SuppressWarnings("unchecked") // each statement answers with what its type says
    KeyStep answered(Object answer) {
      return then.apply((R) answer);
    }
  }

  /** All is merged. */
  record Done() implements KeyStep {}

  /** One of its changes cannot be judged. */
  record Behind(Step.Behind change) implements KeyStep {}

  KeyStep DONE = new Done();
}
