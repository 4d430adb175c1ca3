package org.anabranch.transforms.audit;

import java.util.List;
import java.util.Locale;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.jspecify.annotations.Nullable;

/**
 * One decision by which a record did not go on as it was. Holds names and places, never a value or
 * a key.
 *
 * @param decision what became of the record
 * @param policy which version of the policy decided
 * @param rules the names of the rules that decided, in their order; empty where none matched
 * @param removed the paths of what was removed
 * @param masked the paths of what was masked
 * @param encrypted the paths of what was encrypted
 * @param topic the record's topic
 * @param partition the record's partition; null where it has none
 * @param table the row's table; null where the record does not say
 * @param change the name of the change; null where no capture of ours has named it
 * @param dryRun whether it was only found out and not done
 */
public record AuditEntry(
    Decision decision,
    String policy,
    List<String> rules,
    List<String> removed,
    List<String> masked,
    List<String> encrypted,
    String topic,
    @Nullable Integer partition,
    @Nullable TableName table,
    @Nullable ChangeId change,
    boolean dryRun) {

  /** What became of a record. */
  public enum Decision {
    /** It did not go; where a capture had named the change, a stub went in its place. */
    WITHHELD,
    /** It went without some fields, or with masks or ciphertexts in their place. */
    ALTERED,
    /** The policy could not judge it; it did not go. */
    FAILED;

    /** As the audit's records have it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the lists. */
  public AuditEntry {
    rules = List.copyOf(rules);
    removed = List.copyOf(removed);
    masked = List.copyOf(masked);
    encrypted = List.copyOf(encrypted);
  }
}
