package org.anabranch.transforms.filter;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was opened one after the other, and is closed the other way round: all of it, also where one
 * cannot be closed. Not thread-safe.
 */
final class Opened implements AutoCloseable {

  /** What can be closed without a checked exception. */
  @FunctionalInterface
  interface Closing {
    /** Closes it. */
    void close();
  }

  private final Deque<Closing> opened = new ArrayDeque<>();

  /** Takes what closes something that was just opened. */
  void add(Closing closing) {
    opened.push(closing);
  }

  /** Closes everything after something could not be opened. */
  void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Closes everything; throws the first of what was thrown, which has the others with it. */
  @Override
  public void close() {
    @Nullable RuntimeException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
