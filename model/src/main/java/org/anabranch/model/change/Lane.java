package org.anabranch.model.change;

/**
 * One of the ordered streams into which a table's keys are dealt; also the record's partition in
 * Kafka.
 *
 * @param number from 0
 * @param of how many lanes there are
 */
public record Lane(int number, int of) {

  public Lane {
    if (of < 1 || number < 0 || number >= of) {
      throw new IllegalArgumentException("Lane " + number + " of " + of + " does not exist");
    }
  }

  @Override
  public String toString() {
    return number + "/" + of;
  }
}
