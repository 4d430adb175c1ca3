package org.anabranch.tools.console;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time as a command sees it, so that tests need not wait. */
public interface Waiting {

  /** Of the machine. */
  Waiting REAL =
      new Waiting() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) {
          try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException("Interrupted", e);
          }
        }
      };

  /** A clock that only differences are taken of. */
  long nanos();

  /** Waits; an interrupt ends the command. */
  void pause(Duration duration);
}
