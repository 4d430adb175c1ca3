package org.anabranch.testkit.simulation;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.Obstacles;
import org.anabranch.sink.store.Statement.FindObstacles;

/** 018: whatever is in the way of a parked row stays there, whichever of the two is higher. */
final class FirstComeKeeps implements UnaryOperator<Step> {

  @Override
  public Step apply(Step step) {
    return step instanceof Ask<?> ask && ask.statement() instanceof FindObstacles find
        ? new Ask<>(find, found -> then(ask).apply(found.stream().map(this::unbeaten).toList()))
        : step;
  }

  private Obstacles unbeaten(Obstacles found) {
    return found.holders().isEmpty() ? found : new Obstacles(found.row(), "unique", List.of());
  }

  @SuppressWarnings("unchecked") // The statement's type fixes its answer's.
  private static Function<List<Obstacles>, Step> then(Ask<?> ask) {
    return (Function<List<Obstacles>, Step>) ask.then();
  }
}
