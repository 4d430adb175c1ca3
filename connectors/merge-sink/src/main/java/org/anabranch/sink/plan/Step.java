package org.anabranch.sink.plan;

import java.util.function.Function;
import org.anabranch.sink.store.Statement;

/** What comes next in a merge transaction. */
public sealed interface Step {

  /** Execute a statement and go on with its answer. */
  record Ask<R>(Statement<R> statement, Function<R, Step> then) implements Step {}

  /** Commit. */
  record Done(MergeReport report) implements Step {}

  /** Another task moved a watermark first: roll back, read the watermarks again, start over. */
  record LostRace() implements Step {}
}
