package org.anabranch.records.retry;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.connect.errors.ConnectException;

/** Time and chance as those who try again see them, so that tests need neither wait nor guess. */
public interface Timing {

  /** Of the machine. */
  Timing REAL =
      new Timing() {
        private final RandomGenerator random = new SecureRandom();

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long millis() {
          return System.currentTimeMillis();
        }

        @Override
        public void pause(Duration duration) {
          try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while it waited to try again", e);
          }
        }

        @Override
        public double chance() {
          return random.nextDouble();
        }
      };

  /** A clock that only differences are taken of. */
  long nanos();

  /** The wall clock, in milliseconds since 1970. */
  long millis();

  /** Waits. */
  void pause(Duration duration);

  /** A number from 0 to 1, evenly. */
  double chance();
}
