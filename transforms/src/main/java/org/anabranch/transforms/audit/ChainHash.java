package org.anabranch.transforms.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How the records of an audit topic are chained: each holds the SHA-256 of the whole value of the
 * one before it in its partition, in lower-case hexadecimal. The first holds that of the chain's
 * name, so that a partition cannot be passed for another one.
 */
public final class ChainHash {

  private static final String NAME = "anabranch-audit-1\n%s\n%d\n";

  private ChainHash() {}

  /** What the first record of a partition holds. */
  public static String first(String topic, int partition) {
    return of(NAME.formatted(topic, partition).getBytes(StandardCharsets.UTF_8));
  }

  /** What the record after one with this value holds. */
  public static String of(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
