package org.anabranch.sink.single;

import java.util.NavigableSet;
import java.util.TreeSet;
import org.anabranch.model.change.WriteId;

/**
 * Names the writes of one task. There is a new one whenever it is not certain that all that was
 * written under the last name is in the log before whatever comes. Not thread-safe.
 */
public final class SingleWriter {

  private final String name;
  private final NavigableSet<Long> deleting = new TreeSet<>();
  private long numbers;

  /**
   * A writer.
   *
   * @param name used by nobody before and by nobody else, for ever
   */
  public SingleWriter(String name) {
    this.name = name;
  }

  /** Whatever an earlier batch had begun is done, or is given up. */
  void beginBatch() {
    deleting.clear();
  }

  WriteId next() {
    return new WriteId(name, ++numbers);
  }

  /** The name of a write by which a document is marked as going. */
  WriteId mark() {
    WriteId mark = next();
    deleting.add(mark.number());
    return mark;
  }

  Removal removal(WriteId mark) {
    return new Removal(mark, deleting.isEmpty() ? mark.number() : deleting.first());
  }

  /** No document is deleted by this mark any more. */
  void ended(WriteId mark) {
    deleting.remove(mark.number());
  }

  @Override
  public String toString() {
    return name;
  }
}
