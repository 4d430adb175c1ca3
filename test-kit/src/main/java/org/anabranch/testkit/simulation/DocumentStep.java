package org.anabranch.testkit.simulation;

import org.jspecify.annotations.Nullable;

/** What is done by one statement, where no two are done at once. */
interface DocumentStep {

  /** Executes the statement. Answers what comes then, null at the end. */
  @Nullable DocumentStep run();
}
