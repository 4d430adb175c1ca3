package org.anabranch.records.header;

import java.util.regex.Pattern;

/**
 * Says where the content of a value lies that is too large for the topic of its record.
 *
 * @param sha256 of the whole content, in lower-case hexadecimal: by it the content is found again
 * @param bytes how many the content has
 */
public record Manifest(String sha256, long bytes, Place place) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public Manifest {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("the hash of the content is none of SHA-256");
    }
    if (bytes < 1) {
      throw new IllegalArgumentException("the content has no bytes");
    }
    if (place instanceof InTopic parts && (parts.parts() < 1 || parts.parts() > bytes)) {
      throw new IllegalArgumentException("the content cannot have so many parts");
    }
  }

  /** Where the content lies. */
  public sealed interface Place {}

  /**
   * In parts, as records of one partition. All parts but the last have the same size: the content's
   * divided by their number, rounded up.
   *
   * @param topic of the record, as it was named where the parts were written
   * @param partsTopic that of the parts, as it was named there
   * @param partition of the topic of parts
   * @param parts how many there are
   * @param writtenAtMillis the timestamp of every part, in milliseconds since 1970
   */
  public record InTopic(
      String topic, String partsTopic, int partition, int parts, long writtenAtMillis)
      implements Place {

    public InTopic {
      if (partition < 0 || writtenAtMillis < 0) {
        throw new IllegalArgumentException("the partition or the time of the parts is below zero");
      }
    }
  }

  /** Whole, as an object named by its hash, in a store that reader and writer know. */
  public record InStore() implements Place {}
}
