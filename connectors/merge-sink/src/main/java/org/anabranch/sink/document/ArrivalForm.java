package org.anabranch.sink.document;

import org.anabranch.sink.store.Arrival;

/** The form in which a store wants rows and keys, whatever kind of database they come from. */
@FunctionalInterface
public interface ArrivalForm {

  /** As they come. */
  ArrivalForm AS_IT_CAME = arrival -> arrival;

  /**
   * The arrival with its rows and its key in the store's form.
   *
   * @throws IllegalArgumentException where something of it has no such form; the message says what
   *     and how to mend it, and has no value in it
   */
  Arrival of(Arrival arrival);
}
