package org.anabranch.transforms.policy.document;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A document's code points and lines. */
final class SourceText {

  private final int[] codePoints;
  private final int[] lineStarts;

  SourceText(String document) {
    this.codePoints = document.codePoints().toArray();
    this.lineStarts =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, codePoints.length)
                    .filter(at -> codePoints[at] == '\n')
                    .map(at -> at + 1))
            .toArray();
  }

  int codePoint(int at) {
    return codePoints[at];
  }

  Position position(int at) {
    int found = Arrays.binarySearch(lineStarts, at);
    int line = found >= 0 ? found : -found - 2;
    return new Position(line + 1, at - lineStarts[line] + 1);
  }

  /** How many code points the escape takes that begins here. */
  int escapeLength(int at) {
    return switch (at + 1 < codePoints.length ? codePoints[at + 1] : ' ') {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }
}
