package org.anabranch.converters.avro;

import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** A value that is none of its schema, or bytes that are none: where, and nothing of the data. */
final class Misfit extends DataException {

  private static final long serialVersionUID = 1L;

  private final String path;
  private final String problem;

  Misfit(String problem) {
    this("", problem);
  }

  private Misfit(String path, String problem) {
    super(path.isEmpty() ? problem : path + ": " + problem);
    this.path = path;
    this.problem = problem;
  }

  /** What went wrong in a part, told with the part's name; the path grows from the inside. */
  static Misfit within(String part, RuntimeException cause) {
    if (cause instanceof Misfit inner) {
      boolean index = inner.path.isEmpty() || inner.path.startsWith("[");
      return new Misfit(part + (index ? "" : ".") + inner.path, inner.problem);
    }
    return new Misfit(part, message(cause));
  }

  /** What can be said of any failure, without the data that it may quote. */
  static String message(RuntimeException failure) {
    return failure instanceof DataException known
        ? String.valueOf(known.getMessage())
        : "of another type than its schema says";
  }

  /** The value, which its schema requires. */
  static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new Misfit("null, where the schema requires a value");
    }
    return value;
  }
}
