package org.anabranch.capture;

import java.util.List;

/**
 * What is remembered of the marks of one writer, whose numbers rise in the log. Immutable.
 *
 * <p>Only few of its numbers can be those of a delete that is begun and not merged; all others are
 * taken for deletes that are. Most of these are nothing of the kind, and no document will ever be
 * marked as going by them: they are there so that there is one run of numbers instead of many.
 *
 * @param last the highest number of its writes; 0 for none
 * @param since it deletes nothing any more by lower numbers
 * @param removing numbers by which it may be about to delete documents, and such as no document is
 *     marked as going by
 */
record WriterMarks(long last, long since, NumberRuns removing) {

  static final WriterMarks NONE = new WriterMarks(0, 0, NumberRuns.NONE);

  private static final char SEPARATOR = ':';
  private static final int PARTS = 3;

  /**
   * This with one more write.
   *
   * @param mark whether it marks a document as going
   */
  WriterMarks wrote(long number, boolean mark) {
    if (number <= last) {
      return this;
    }
    // What was passed over was not written; but of a writer that is new here nothing is known.
    long first = Math.max(since, last == 0 ? number : last + 1);
    return new WriterMarks(number, since, removing.with(first, mark ? number - 1 : number));
  }

  /** This with one more delete that is merged; one that is told again later changes nothing. */
  WriterMarks removes(long mark, long from) {
    long least = Math.max(since, from);
    NumberRuns more = mark < least ? removing : removing.with(mark, mark);
    return new WriterMarks(last, least, more.notBelow(least));
  }

  String text() {
    return "" + last + SEPARATOR + since + SEPARATOR + removing.text();
  }

  static WriterMarks parse(String text) {
    List<String> parts = List.of(text.split(String.valueOf(SEPARATOR), -1));
    if (parts.size() != PARTS) {
      throw new IllegalArgumentException("What is remembered of a writer's marks is incomplete");
    }
    return new WriterMarks(
        Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)), NumberRuns.parse(parts.get(2)));
  }
}
