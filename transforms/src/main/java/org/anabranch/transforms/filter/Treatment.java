package org.anabranch.transforms.filter;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.path.FieldPath;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.Verdict;

/** What becomes of one column of an image. */
sealed interface Treatment {

  /** It goes as it is. */
  record Keep() implements Treatment {}

  /** It is not in the image that goes. */
  record Drop() implements Treatment {}

  /** It goes without its value, so that the copy that the region has goes. */
  record Clear() implements Treatment {}

  /** What it holds is taken out, masked or encrypted, one step after the other. */
  record Alter(List<Alteration> steps) implements Treatment {

    public Alter {
      steps = List.copyOf(steps);
    }

    /** Whether another one makes the same of every value. */
    boolean sameAs(Alter other) {
      if (steps.size() != other.steps.size()) {
        return false;
      }
      for (int i = 0; i < steps.size(); i++) {
        if (!text(steps.get(i)).equals(text(other.steps.get(i)))) {
          return false;
        }
      }
      return true;
    }

    private static String text(Alteration step) {
      if (step instanceof Alteration.Masking masking) {
        return step.path() + ":" + masking.text();
      }
      return step instanceof Alteration.Encryption encryption
          ? step.path() + ":" + encryption.how()
          : step.path().toString();
    }
  }

  Treatment KEEP = new Keep();
  Treatment DROP = new Drop();
  Treatment CLEAR = new Clear();

  /** What a verdict says of a column. */
  static Treatment of(String column, Verdict.Deliver verdict) {
    List<Alteration> steps = new ArrayList<>();
    for (Alteration.Removal removal : verdict.removals()) {
      if (leadsInto(removal.path(), column)) {
        if (removal.path().isColumn()) {
          return DROP;
        }
        steps.add(removal);
      }
    }
    add(verdict.masks(), column, steps);
    add(verdict.encryptions(), column, steps);
    return steps.isEmpty() ? KEEP : new Alter(steps);
  }

  private static void add(
      List<? extends Alteration> alterations, String column, List<Alteration> to) {
    for (Alteration alteration : alterations) {
      if (leadsInto(alteration.path(), column)) {
        to.add(alteration);
      }
    }
  }

  private static boolean leadsInto(FieldPath path, String column) {
    String first = path.column();
    return first == null || first.equals(column);
  }

  /** Whether two of them make the same of every value. */
  static boolean same(Treatment one, Treatment other) {
    return (one instanceof Alter first && other instanceof Alter second)
        ? first.sameAs(second)
        : one.equals(other);
  }
}
