package org.anabranch.transforms.policy.document;

/**
 * A place in a policy's document, as editors count.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
public record Position(int line, int column) {

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
