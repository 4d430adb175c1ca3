package org.anabranch.converters.avro;

import org.apache.kafka.connect.errors.DataException;

/** How deeply values of one recursive type lie in each other, which the stack bounds. */
final class Depth {

  /** Levels that fit into a thread's usual stack many times over. */
  static final int MOST = 500;

  private int levels;

  void enter() {
    if (++levels > MOST) {
      throw new DataException("A value lies in itself more than " + MOST + " levels deep");
    }
  }

  void leave() {
    levels--;
  }

  void reset() {
    levels = 0;
  }
}
