package org.anabranch.tools.audit;

import java.util.HashSet;
import java.util.Set;
import org.anabranch.transforms.audit.AuditRecord;
import org.anabranch.transforms.audit.ChainHash;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition's chain, record by record in the order of their offsets. Stops at the first record
 * that does not follow from the one before it. Not thread-safe.
 */
public final class ChainWalk {

  private final TopicPartition partition;
  private final long logStart;
  private final Set<String> hashes = new HashSet<>();
  private final Set<String> sought;
  private long records;
  private long firstSequence;
  private long lastSequence;
  private long lastOffset = -1;
  private @Nullable String lastHash;
  private @Nullable String broken;

  /**
   * @param logStart the first offset that the partition still has
   * @param sought hashes that were noted earlier and have to be found
   */
  public ChainWalk(TopicPartition partition, long logStart, Set<String> sought) {
    this.partition = partition;
    this.logStart = logStart;
    this.sought = Set.copyOf(sought);
  }

  /** Takes the next record. */
  public void take(ConsumerRecord<byte[], byte[]> record) {
    if (broken != null) {
      return;
    }
    try {
      AuditRecord read = AuditRecord.read(record.value());
      broken = lastHash == null ? atBegin(read, record) : behind(read, lastHash, record);
      String hash = ChainHash.of(record.value());
      if (broken == null) {
        firstSequence = records == 0 ? read.sequence() : firstSequence;
        records++;
        lastSequence = read.sequence();
        lastOffset = record.offset();
        lastHash = hash;
        note(read.previous());
        note(hash);
      }
    } catch (IllegalArgumentException e) {
      broken = at(record) + " is no record of an audit: " + e.getMessage();
    }
  }

  private void note(String hash) {
    if (sought.contains(hash)) {
      hashes.add(hash);
    }
  }

  private @Nullable String atBegin(AuditRecord first, ConsumerRecord<byte[], byte[]> record) {
    boolean begins =
        first.sequence() == 1
            && first.previous().equals(ChainHash.first(partition.topic(), partition.partition()));
    boolean cut = logStart > 0 && first.sequence() > 1;
    return begins || cut
        ? null
        : at(record) + " is not how the chain of this partition begins: records before it are gone";
  }

  private @Nullable String behind(
      AuditRecord next, String hash, ConsumerRecord<byte[], byte[]> record) {
    return next.previous().equals(hash) && next.sequence() == lastSequence + 1
        ? null
        : ("%s (sequence %d) does not hold the hash of the one before it, at offset %d (sequence"
                + " %d): one of both was altered, or records between them were removed")
            .formatted(at(record), next.sequence(), lastOffset, lastSequence);
  }

  private String at(ConsumerRecord<byte[], byte[]> record) {
    return "%s, offset %d".formatted(partition, record.offset());
  }

  /** The first broken link, told; null where there is none. */
  public @Nullable String broken() {
    if (broken != null) {
      return broken;
    }
    return sought.stream()
        .filter(hash -> !hashes.contains(hash))
        .findFirst()
        .map(
            hash ->
                "%s has no record with the hash %s: the chain was cut off or written anew"
                    .formatted(partition, hash))
        .orElse(null);
  }

  /** How long the chain is, and where it ends. */
  public String told() {
    String last = lastHash;
    if (last == null) {
      return partition + ": empty";
    }
    String kept = firstSequence == 1 ? "" : ", the ones before have expired";
    return "%s: %d records, sequence %d to %d%s; last hash %s"
        .formatted(partition, records, firstSequence, lastSequence, kept, last);
  }
}
