package org.anabranch.testkit.simulation;

import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Step.Ask;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.Statement.FindParked;
import org.anabranch.sink.store.VersionKey;

/** 018: a new winner makes the row of its image, whatever lies beside the table. */
final class ImageOverParked implements UnaryOperator<Step> {

  @Override
  public Step apply(Step step) {
    return step instanceof Ask<?> ask && ask.statement() instanceof FindParked find
        ? new Ask<>(find, found -> then(ask).apply(Map.of()))
        : step;
  }

  @SuppressWarnings("unchecked") // The statement's type fixes its answer's.
  private static Function<Map<VersionKey, ParkedRow>, Step> then(Ask<?> ask) {
    return (Function<Map<VersionKey, ParkedRow>, Step>) ask.then();
  }
}
