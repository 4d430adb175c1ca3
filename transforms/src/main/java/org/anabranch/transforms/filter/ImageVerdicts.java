package org.anabranch.transforms.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.anabranch.records.view.RecordView;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.PolicyEvaluationException;
import org.anabranch.transforms.policy.RuleName;
import org.anabranch.transforms.policy.Verdict;
import org.anabranch.transforms.rows.BareImage;
import org.jspecify.annotations.Nullable;

/** What becomes of a change, by what a policy says of the row before and after it. */
sealed interface ImageVerdicts {

  /** The rules that matched; empty where nothing could be judged. */
  List<RuleName> matched();

  /**
   * It stays.
   *
   * @param rule null where there was no image that could be judged
   */
  record Stays(List<RuleName> matched, @Nullable RuleName rule) implements ImageVerdicts {}

  /** It goes, its images treated so. */
  record Goes(Verdict.Deliver verdict, Treatments before, Treatments after)
      implements ImageVerdicts {

    @Override
    public List<RuleName> matched() {
      return verdict.matched();
    }

    static Goes alike(Verdict.Deliver verdict) {
      return new Goes(verdict, Treatments.of(verdict, false), Treatments.of(verdict, true));
    }
  }

  /**
   * The same for a row that is only sent again, where it is: an update whose images are equal. What
   * was delivered of it before may not be what the policy says now.
   */
  default ImageVerdicts orAgain(@Nullable RecordView before, @Nullable RecordView after) {
    return this instanceof Goes goes
            && !goes.verdict().removals().isEmpty()
            && before != null
            && after != null
            && equal(before, after)
        ? new Goes(
            goes.verdict(),
            Treatments.again(goes.verdict(), false),
            Treatments.again(goes.verdict(), true))
        : this;
  }

  /** Where no image tells enough. */
  static ImageVerdicts notJudged() {
    return new Stays(List.of(), null);
  }

  /** Where all rows of a table are judged alike. */
  static ImageVerdicts of(Verdict verdict) {
    return verdict instanceof Verdict.Deliver goes
        ? Goes.alike(goes)
        : new Stays(verdict.matched(), verdict.rule());
  }

  /**
   * Judges the images of a change. What is deleted is judged by the row as it was; what is written
   * by the row as it is, and where that may go, the row as it was says what its copy may hold.
   *
   * @throws PolicyEvaluationException where a rule has no answer
   */
  static ImageVerdicts of(Policy policy, Subject subject) {
    RecordView before = subject.before();
    boolean told = before != null && !BareImage.is(before, subject.key());
    RecordView after = subject.after();
    if (after == null) {
      // Where nobody knows what the key's columns are, the row may be nothing but its key.
      return told && before != null && !subject.keyIsNoRow()
          ? of(policy.judge(subject.facts(before)))
          : notJudged();
    }
    Verdict now = policy.judge(subject.facts(after));
    if (!(now instanceof Verdict.Deliver goes)) {
      return of(now);
    }
    if (!told || before == null || policy.alike(subject.topic(), subject.table(), before, after)) {
      return Goes.alike(goes);
    }
    return judgedTwice(goes, then(policy, subject, before), before, after);
  }

  /** Null where the row as it was cannot be judged, since columns of it did not come here. */
  private static @Nullable Verdict then(Policy policy, Subject subject, RecordView before) {
    try {
      return policy.judge(subject.facts(before));
    } catch (PolicyEvaluationException e) {
      return null;
    }
  }

  private static Goes judgedTwice(
      Verdict.Deliver goes, @Nullable Verdict then, RecordView before, RecordView after) {
    if (goes.equals(then)) {
      return Goes.alike(goes);
    }
    return then instanceof Verdict.Deliver went
        ? new Goes(
            goes,
            new Treatments(went, goes, false, false, Set.of()),
            new Treatments(goes, went, true, false, Set.of()))
        : new Goes(
            goes,
            new Treatments(goes, goes, false, false, unequal(before, after)),
            Treatments.of(goes, true));
  }

  private static boolean equal(RecordView before, RecordView after) {
    for (String field : before.fields()) {
      if (differs(field, before, after)) {
        return false;
      }
    }
    return true;
  }

  private static boolean differs(String field, RecordView before, RecordView after) {
    return !after.has(field) || !Objects.deepEquals(before.value(field), after.value(field));
  }

  /** The row was not to be seen before; of it goes only what the row after it tells anyway. */
  private static Set<String> unequal(RecordView before, RecordView after) {
    Set<String> unequal = new HashSet<>();
    for (String field : before.fields()) {
      if (differs(field, before, after)) {
        unequal.add(field);
      }
    }
    return unequal;
  }
}
