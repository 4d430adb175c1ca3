package org.anabranch.keys.ring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.retry.Timing;

/** Time that passes when the test says so, and by pauses; chance is always the same. */
final class ManualTiming implements Timing {

  private long nanos = 7;
  private long millis = 1_767_225_600_000L;
  private final List<Duration> pauses = new ArrayList<>();
  private Runnable meanwhile = () -> {};

  /** From now on done in each pause. */
  void meanwhile(Runnable what) {
    meanwhile = what;
  }

  void pass(Duration duration) {
    nanos += duration.toNanos();
    millis += duration.toMillis();
  }

  /** All pauses so far. */
  List<Duration> pauses() {
    return pauses;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long millis() {
    return millis;
  }

  @Override
  public void pause(Duration duration) {
    pauses.add(duration);
    pass(duration);
    meanwhile.run();
  }

  @Override
  public double chance() {
    return 0.5;
  }
}
