package org.anabranch.sink;

import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.Refusal;

/** What a record turned out to be. */
sealed interface Reading {

  /** A change of a member; perhaps one that is refused. */
  record Understood(Arrival arrival) implements Reading {}

  /** No change of a member. */
  record Stray(Refusal refusal) implements Reading {}
}
