package org.anabranch.transforms.segment;

import java.util.Arrays;
import java.util.BitSet;
import org.anabranch.records.header.Manifest;
import org.anabranch.records.header.Manifest.InTopic;
import org.jspecify.annotations.Nullable;

/**
 * A content in the making, of parts in any order and any number of times. Memory is taken once a
 * part came that belongs to it, so that a manifest alone costs nothing. Not thread-safe.
 */
final class Parts {

  private final Manifest manifest;
  private final int number;
  private final int size;
  private final BitSet seen = new BitSet();
  private byte @Nullable [] content;
  private boolean damaged;

  /**
   * @param manifest of at most {@link Integer#MAX_VALUE} bytes
   */
  Parts(Manifest manifest, InTopic place) {
    this.manifest = manifest;
    this.number = place.parts();
    this.size = size(manifest.bytes(), place.parts());
  }

  /** How many bytes each part has but the last one. */
  static int size(long bytes, int parts) {
    return (int) ((bytes + parts - 1) / parts);
  }

  /** A part's bytes of a content. */
  static byte[] cut(byte[] content, int part, int parts) {
    int size = size(content.length, parts);
    int from = Math.min(content.length, part * size);
    return Arrays.copyOfRange(content, from, Math.min(content.length, from + size));
  }

  /** Takes a part, if it is one of these. */
  void offer(byte[] key, byte @Nullable [] value) {
    PartName name = PartName.of(key);
    if (value == null
        || name == null
        || name.parts() != number
        || !name.sha256().equals(manifest.sha256())) {
      return;
    }
    int from = (int) Math.min(manifest.bytes(), (long) name.number() * size);
    if (value.length != Math.min(size, (int) manifest.bytes() - from)) {
      damaged = true;
      return;
    }
    if (content == null) {
      content = new byte[(int) manifest.bytes()];
    }
    System.arraycopy(value, 0, content, from, value.length);
    seen.set(name.number());
  }

  /** The content once it is whole; null before. What turned out damaged is forgotten. */
  byte @Nullable [] whole() {
    if (content == null || seen.cardinality() < number) {
      return null;
    }
    if (ContentHash.of(content).equals(manifest.sha256())) {
      return content;
    }
    damaged = true;
    seen.clear();
    return null;
  }

  /** Whether parts came that are not what was written. */
  boolean damaged() {
    return damaged;
  }

  /** How many of how many came. */
  @Override
  public String toString() {
    return seen.cardinality() + " of " + number + " parts";
  }
}
