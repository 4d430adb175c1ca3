package org.anabranch.transforms.filter;

import java.util.List;
import java.util.Set;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the columns of one image of a change. Its two images may have been judged
 * differently, since the row moved or a consent was given or withdrawn. Then a column that is not
 * treated alike in both is left out of the image before, so that the change says it was set; and if
 * it went before and may not go any more, it goes cleared.
 *
 * @param own what was said of this image
 * @param other what was said of the other one; the same where there is none or it is withheld
 * @param after whether this is the image after the change
 * @param again whether the row is only sent again: there may be a copy with a column that went
 *     under an earlier policy or consent, and may not now, so it goes cleared, too
 * @param dropped columns that are left out whatever was said of them
 */
@SuppressWarnings("ReferenceEquality") // verdicts are shared: comparing them is as good, and quick
record Treatments(
    Verdict.Deliver own, Verdict.Deliver other, boolean after, boolean again, Set<String> dropped) {

  Treatments {
    dropped = Set.copyOf(dropped);
  }

  /** Of an image that was judged alone. */
  static Treatments of(Verdict.Deliver verdict, boolean after) {
    return new Treatments(verdict, verdict, after, false, Set.of());
  }

  /** Of both images of a row that is sent again. */
  static Treatments again(Verdict.Deliver verdict, boolean after) {
    return new Treatments(verdict, verdict, after, true, Set.of());
  }

  Treatment of(String column) {
    if (dropped.contains(column)) {
      return Treatment.DROP;
    }
    Treatment said = Treatment.of(column, own);
    if (own == other) {
      return again && after && said.equals(Treatment.DROP) ? Treatment.CLEAR : said;
    }
    Treatment there = Treatment.of(column, other);
    if (after) {
      boolean gone = said.equals(Treatment.DROP) && !there.equals(Treatment.DROP);
      return gone ? Treatment.CLEAR : said;
    }
    return Treatment.same(said, there) ? said : Treatment.DROP;
  }

  /**
   * What the schema of such images is named, for converters that let a name stand for one schema:
   * an image before that has other columns than the one after it has another name.
   */
  @Nullable String asBefore(@Nullable String name) {
    boolean alike = after || (own == other && !again && dropped.isEmpty());
    return name == null || alike ? name : name + ".Before";
  }

  /** What was said of this image. */
  List<Alteration> alterations() {
    return own.alterations();
  }

  /** Whether every column goes as it is. */
  boolean keepsAll() {
    return own.whole() && other.whole() && dropped.isEmpty();
  }

  /** Verdicts are shared, so that comparing their places is enough and quick. */
  @Override
  public boolean equals(Object o) {
    return o instanceof Treatments that
        && own == that.own
        && other == that.other
        && after == that.after
        && again == that.again
        && dropped.equals(that.dropped);
  }

  @Override
  public int hashCode() {
    int verdicts = 31 * System.identityHashCode(own) + System.identityHashCode(other);
    return 31 * (31 * verdicts + (after ? 2 : 0) + (again ? 1 : 0)) + dropped.hashCode();
  }
}
