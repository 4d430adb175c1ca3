package org.anabranch.transforms.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of one image of a row. Shared by all rows that the same rules match. */
public sealed interface Verdict {

  /** The rules that matched, in order; the last one ended the walk. Never empty. */
  List<RuleName> matched();

  /** The rule that ended the walk, or {@code otherwise}. */
  default RuleName rule() {
    return matched().get(matched().size() - 1);
  }

  /** It stays. */
  record Withhold(List<RuleName> matched) implements Verdict {
    public Withhold {
      matched = List.copyOf(matched);
    }
  }

  /**
   * It may go.
   *
   * @param topic under which topic's name; null where under its own
   * @param removals in the order of the rules, each path once
   * @param masks in the order of the rules; what several rules mask is masked by one after the
   *     other, by the same mask only once
   * @param encryptions in the order of the rules; of what is left of a field when it is masked, and
   *     no two of them of one field
   */
  record Deliver(
      List<RuleName> matched,
      @Nullable String topic,
      List<Alteration.Removal> removals,
      List<Alteration.Masking> masks,
      List<Alteration.Encryption> encryptions)
      implements Verdict {
    public Deliver {
      matched = List.copyOf(matched);
      removals = List.copyOf(removals);
      masks = List.copyOf(masks);
      encryptions = List.copyOf(encryptions);
    }

    /** Whether the row may go as it is. */
    public boolean whole() {
      return removals.isEmpty() && masks.isEmpty() && encryptions.isEmpty();
    }

    /** All that is done to the row, in the order in which it is done. */
    public List<Alteration> alterations() {
      List<Alteration> all = new ArrayList<>(removals);
      all.addAll(masks);
      all.addAll(encryptions);
      return all;
    }
  }
}
