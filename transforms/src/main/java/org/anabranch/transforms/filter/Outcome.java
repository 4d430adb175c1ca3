package org.anabranch.transforms.filter;

import java.util.List;
import org.anabranch.model.change.TableName;
import org.anabranch.transforms.policy.RuleName;
import org.anabranch.transforms.policy.Verdict;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.jspecify.annotations.Nullable;

/** What a policy makes of a record. */
sealed interface Outcome<R extends ConnectRecord<R>> {

  /** The rules that matched; empty where there was nothing to judge. */
  List<RuleName> matched();

  /** It goes as it is. */
  record Passes<R extends ConnectRecord<R>>(List<RuleName> matched) implements Outcome<R> {}

  /**
   * It does not go.
   *
   * @param instead what goes in its place; null where nothing does
   * @param rule null where no image told enough to be judged
   */
  record Withheld<R extends ConnectRecord<R>>(
      List<RuleName> matched,
      @Nullable R instead,
      @Nullable RuleName rule,
      @Nullable TableName table)
      implements Outcome<R> {}

  /** The empty record after a delete, which says less than nothing where the delete may not go. */
  record Needless<R extends ConnectRecord<R>>(@Nullable R instead) implements Outcome<R> {

    @Override
    public List<RuleName> matched() {
      return List.of();
    }
  }

  /**
   * It goes otherwise than it came.
   *
   * @param verdict what was said of the row as it is, or was before it was deleted
   */
  record Altered<R extends ConnectRecord<R>>(
      Verdict.Deliver verdict, R made, @Nullable TableName table) implements Outcome<R> {

    @Override
    public List<RuleName> matched() {
      return verdict.matched();
    }
  }
}
