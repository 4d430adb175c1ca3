package org.anabranch.testkit.context;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** What is chosen at random for a record. */
final class Choice {

  private static final long EPOCH_MILLIS = 1_760_000_000_000L;
  private static final int FORTNIGHT_MILLIS = 14 * 24 * 3600 * 1000;

  private final Random random;

  Choice(Random random) {
    this.random = random;
  }

  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T of(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** The first ones more often than the last, as words are in a language (Zipf's law). */
  <T> T mostlyFirst(List<T> all) {
    int index = (int) Math.pow(all.size() + 1.0, random.nextDouble()) - 1;
    return all.get(Math.min(index, all.size() - 1));
  }

  UUID uuid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }

  long millis() {
    return EPOCH_MILLIS + random.nextInt(FORTNIGHT_MILLIS);
  }

  String decimal(double most) {
    return String.format(Locale.ROOT, "%.2f", random.nextDouble() * most);
  }
}
