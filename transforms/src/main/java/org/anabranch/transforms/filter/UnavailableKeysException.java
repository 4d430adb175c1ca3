package org.anabranch.transforms.filter;

import java.util.Objects;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Data keys cannot be had, which says nothing of the record: it is neither withheld nor put aside
 * for it, whatever {@code on.error} says.
 */
final class UnavailableKeysException extends RuntimeException {

  UnavailableKeysException(ConnectException why) {
    super(why);
  }

  /** What the task fails with, or tries again for. */
  ConnectException why() {
    return (ConnectException) Objects.requireNonNull(getCause());
  }
}
