package org.anabranch.capture;

import org.anabranch.model.version.Stamp;

/**
 * What the sink of a database had applied when its log stood at a position. Where the watermarks
 * cannot be read at the very place where streaming starts, a capture starts from older ones and
 * merges these once it has read the log up to the position: every watermark that it had missed is
 * among them, and nothing is claimed to have been seen before it was.
 *
 * @param highest the largest stamp among the watermarks
 */
public record AppliedAt(long position, Stamp highest, Applied applied) {

  private static final String SEPARATOR = ";";

  /** The text that {@link #parse} reads: position and stamp in hexadecimal, and the watermarks. */
  String text() {
    return Long.toHexString(position)
        + SEPARATOR
        + Long.toHexString(highest.bits())
        + SEPARATOR
        + applied.text();
  }

  /**
   * Reads what {@link #text()} wrote.
   *
   * @throws IllegalArgumentException where this version of the plugin cannot read it
   */
  static AppliedAt parse(String text) {
    String[] parts = text.split(SEPARATOR, 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("The watermarks in the source offset are damaged");
    }
    return new AppliedAt(
        Long.parseUnsignedLong(parts[0], 16),
        new Stamp(Long.parseUnsignedLong(parts[1], 16)),
        Applied.parse(parts[2]));
  }
}
