package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Statement;
import org.anabranch.sink.store.Statement.CloseConflicts;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.UnresolvedConflicts;
import org.anabranch.sink.store.Statement.UnresolvedOfLane;
import org.anabranch.sink.store.VersionKey;
import org.jspecify.annotations.Nullable;

/** One attempt at a merge transaction: the plan's statements, piece by piece. */
final class MergeAttempt {

  private record Running<R>(Ask<R> ask, Execution<R> execution) {

    static <R> Running<R> of(Ask<R> ask, MergeStatements statements) {
      return new Running<>(ask, statements.execute(ask.statement()));
    }

    Step next() {
      return ask.then().apply(execution.answer());
    }
  }

  private final SimulatedTransaction transaction;
  private final MergeStatements statements;
  private final UnaryOperator<Step> variant;
  private final Consumer<Statement<?>> beginning;
  private Step step;
  private @Nullable Running<?> running;
  private List<VersionKey> keys = List.of();

  MergeAttempt(
      SimulatedTransaction transaction,
      UnaryOperator<Step> variant,
      Step start,
      World world,
      Consumer<Statement<?>> beginning) {
    this.transaction = transaction;
    this.statements = new MergeStatements(transaction, world::key, world);
    this.variant = variant;
    this.beginning = beginning;
    this.step = variant.apply(start);
  }

  SimulatedTransaction transaction() {
    return transaction;
  }

  Step step() {
    return step;
  }

  /** The keys whose version rows it has locked. */
  List<VersionKey> keys() {
    return keys;
  }

  MergeReport report() {
    if (step instanceof Step.Done done) {
      return done.report();
    }
    throw new IllegalStateException("The attempt is not done");
  }

  /** Does the next piece of the statement. Answers whether it could. */
  boolean advance() {
    Running<?> current = running;
    if (current == null && step instanceof Ask<?> ask) {
      current = Running.of(ask, statements);
      running = current;
      begins(ask);
    }
    if (current == null) {
      throw new IllegalStateException("The attempt asks for nothing");
    }
    if (!current.execution().advance()) {
      return false;
    }
    if (current.execution().done()) {
      running = null;
      step = variant.apply(current.next());
      closeConflicts();
    }
    return true;
  }

  /**
   * Closes conflicts at once: the version rows of their keys are locked, so that whatever came in
   * between could not meet it.
   */
  private void closeConflicts() {
    while (step instanceof Ask<?> ask && isAboutClosing(ask.statement())) {
      Running<?> closing = Running.of(ask, statements);
      beginning.accept(ask.statement());
      while (!closing.execution().done()) {
        if (!closing.execution().advance()) {
          throw new Divergence("Nobody waits to close a conflict", ask.statement().toString());
        }
      }
      step = variant.apply(closing.next());
    }
  }

  private static boolean isAboutClosing(Statement<?> statement) {
    return statement instanceof UnresolvedConflicts
        || statement instanceof UnresolvedOfLane
        || statement instanceof CloseConflicts;
  }

  private void begins(Ask<?> ask) {
    if (ask.statement() instanceof LockVersions lock) {
      keys = lock.keys();
    }
    beginning.accept(ask.statement());
  }
}
