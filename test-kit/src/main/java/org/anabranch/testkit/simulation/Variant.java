package org.anabranch.testkit.simulation;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.anabranch.model.merge.Merge;
import org.anabranch.model.version.Origin;
import org.anabranch.sink.column.DeletePolicy;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.plan.Step;

/**
 * What is changed on the way between the real parts, to show that the simulation would notice.
 *
 * @param plan makes, for each merge transaction of a region, what its steps go through
 * @param merge what the strategy becomes
 * @param log what a capture is given of a transaction
 * @param stability when version rows are forgotten
 * @param broken rules that are left out
 * @param byColumn whether there is a table that is merged by column
 * @param keepLocal whether there is a table whose regions keep what they wrote themselves
 * @param unique whether there is a table in which rows exclude each other
 * @param referring whether there is a table whose rows refer to another's
 * @param residency whether rows may not be everywhere, and columns arrive altered
 * @param narrowed whether updates of the table that is merged by column go without what they leave
 *     alone
 * @param external whether another system writes events of a table's rows
 * @param deletes what says whether there is a row in a table that is merged by column
 */
record Variant(
    Function<Origin, UnaryOperator<Step>> plan,
    UnaryOperator<Merge> merge,
    UnaryOperator<LogTransaction> log,
    Stability stability,
    Set<Omitted> broken,
    boolean byColumn,
    boolean keepLocal,
    boolean unique,
    boolean referring,
    boolean residency,
    boolean narrowed,
    boolean external,
    DeletePolicy deletes) {

  /** The protocol as it is. */
  static final Variant NONE =
      new Variant(
          region -> UnaryOperator.identity(),
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          Stability.RULE,
          EnumSet.noneOf(Omitted.class),
          false,
          false,
          false,
          false,
          false,
          false,
          false,
          DeletePolicy.LAST_WRITER_WINS);

  /** As it is, with a table that is merged by column. */
  static final Variant BY_COLUMN = NONE.with(true, false, false);

  /** As it is, with a table in which rows exclude each other. */
  static final Variant UNIQUE = NONE.with(false, false, true);

  /** As it is, with a table in which rows exclude each other and are merged by column. */
  static final Variant UNIQUE_COLUMNS = NONE.with(true, false, true);

  /** As it is, with a table whose regions keep what they wrote themselves. */
  static final Variant KEEP_LOCAL = NONE.with(false, true, false);

  /** As it is, with a table whose rows refer to another's, in which some exclude each other. */
  static final Variant REFERRING =
      new Variant(
          UNIQUE.plan,
          UNIQUE.merge,
          UNIQUE.log,
          UNIQUE.stability,
          UNIQUE.broken,
          false,
          false,
          true,
          true,
          false,
          false,
          false,
          UNIQUE.deletes);

  /** As it is, with a table merged by column whose rows may not be everywhere. */
  static final Variant RESIDENCY =
      new Variant(
          NONE.plan,
          NONE.merge,
          NONE.log,
          NONE.stability,
          NONE.broken,
          true,
          false,
          false,
          false,
          true,
          false,
          false,
          NONE.deletes);

  /**
   * As it is, with a table that is merged by column, of which updates go without the columns that
   * they leave alone.
   */
  static final Variant ONLY_CHANGES =
      new Variant(
          BY_COLUMN.plan,
          BY_COLUMN.merge,
          BY_COLUMN.log,
          BY_COLUMN.stability,
          BY_COLUMN.broken,
          true,
          false,
          false,
          false,
          false,
          true,
          false,
          BY_COLUMN.deletes);

  /** As it is, with a table of which another system writes events. */
  static final Variant EXTERNAL =
      new Variant(
          NONE.plan,
          NONE.merge,
          NONE.log,
          NONE.stability,
          NONE.broken,
          false,
          false,
          false,
          false,
          false,
          false,
          true,
          NONE.deletes);

  private Variant with(boolean columns, boolean kept, boolean exclusive) {
    return new Variant(
        plan, merge, log, stability, broken, columns, kept, exclusive, referring, residency,
        narrowed, external, deletes);
  }

  /** As it is, with a table that is merged by column under a policy of its own. */
  Variant deleting(DeletePolicy policy) {
    return new Variant(
        plan, merge, log, stability, broken, byColumn, keepLocal, unique, referring, residency,
        narrowed, external, policy);
  }

  boolean breaks(Omitted rule) {
    return broken.contains(rule);
  }

  Variant withPlan(Function<Origin, UnaryOperator<Step>> changed) {
    return new Variant(
        changed, merge, log, stability, broken, byColumn, keepLocal, unique, referring, residency,
        narrowed, external, deletes);
  }

  Variant withMerge(UnaryOperator<Merge> changed) {
    return new Variant(
        plan, changed, log, stability, broken, byColumn, keepLocal, unique, referring, residency,
        narrowed, external, deletes);
  }

  Variant withLog(UnaryOperator<LogTransaction> changed) {
    return new Variant(
        plan, merge, changed, stability, broken, byColumn, keepLocal, unique, referring, residency,
        narrowed, external, deletes);
  }

  Variant withStability(Stability changed) {
    return new Variant(
        plan, merge, log, changed, broken, byColumn, keepLocal, unique, referring, residency,
        narrowed, external, deletes);
  }

  Variant breaking(Omitted rule) {
    Set<Omitted> more = EnumSet.copyOf(broken);
    more.add(rule);
    return new Variant(
        plan, merge, log, stability, more, byColumn, keepLocal, unique, referring, residency,
        narrowed, external, deletes);
  }
}
