package org.anabranch.tools.compare;

import java.time.Duration;

/**
 * How long differences are given to go away.
 *
 * @param settle a row that both sides left alone for so long, and of which nothing is in flight, is
 *     a difference
 * @param waitMax after so long what is still in flight is told as such
 */
public record Patience(Duration settle, Duration waitMax) {

  private static final Duration LOOK_MAX = Duration.ofMillis(500);
  private static final Duration LOOK_MIN = Duration.ofMillis(20);

  /** Between two looks at the rows. */
  Duration look() {
    Duration part = settle.dividedBy(4);
    return part.compareTo(LOOK_MAX) > 0 ? LOOK_MAX : part.compareTo(LOOK_MIN) < 0 ? LOOK_MIN : part;
  }
}
