package org.anabranch.sink;

import java.util.List;
import java.util.Map;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.Operation;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.records.config.ContextOptions;
import org.anabranch.records.document.DocumentView;
import org.anabranch.records.document.MarkedForm;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.plan.DropReport;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.MergeReport;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.plan.Step;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.single.SingleDropPlan;
import org.anabranch.sink.single.SinglePlan;
import org.anabranch.sink.single.SingleSetting;
import org.anabranch.sink.single.SingleStep;
import org.anabranch.sink.single.SingleStore;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.TableLane;
import org.anabranch.sink.store.VersionKey;
import org.anabranch.sink.store.Watermark;
import org.anabranch.sink.store.WatermarkKey;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Merges and forgets in a store without transactions (docs/decisions/031). */
final class SingleMerge {

  private static final String TAKEN =
      "the document of %s has a field "
          + MarkedForm.FIELD
          + " of its own, and in this region the sink keeps there what it has merged of it. Let"
          + " applications use another name";

  private final SingleStore store;
  private final SingleSetting setting;

  SingleMerge(SingleStore store, ContextOptions context, MergeStrategies strategies) {
    this.store = store;
    this.setting =
        new SingleSetting(context.origin(), store.writer(), store.texts(), strategies::of);
  }

  /** What comes before the first change that cannot be merged without transactions. */
  List<Arrival> fit(List<Arrival> batch) {
    for (int at = 0; at < batch.size(); at++) {
      if (whyUnfit(batch.get(at)) != null) {
        return batch.subList(0, at);
      }
    }
    return batch;
  }

  /** Says why a change cannot be merged without transactions. */
  ConnectException unfit(Arrival arrival) {
    return new ConnectException(
        "Cannot merge the record at "
            + arrival.place()
            + " without transactions: "
            + whyUnfit(arrival)
            + ". docs/mongodb.md says what works without them");
  }

  /**
   * Merges a batch that is {@link #fit}.
   *
   * @return what was done, or the change that cannot be judged
   * @throws StoreException.Contended where another task has moved a watermark
   */
  Step merge(Map<WatermarkKey, Watermark> standing, List<Arrival> batch) {
    SingleStep end = end(new SinglePlan(setting, standing, batch).start());
    if (end instanceof SingleStep.Done done) {
      MergeReport report = done.report();
      return new Step.Done(report);
    } else if (end instanceof SingleStep.Behind behind) {
      return behind.change();
    }
    return new Step.LostRace();
  }

  /** Forgets what is stable of some lanes. */
  DropReport forget(Map<TableLane, LaneProgress> lanes, int rowsMax, @Nullable VersionKey after) {
    SingleStep end =
        end(new SingleDropPlan(setting, lanes, Stability.RULE, rowsMax, after).start());
    if (end instanceof SingleStep.Forgot forgot) {
      return forgot.report();
    }
    throw new StoreException.Contended("Another task raises the same floor", null);
  }

  private SingleStep end(SingleStep start) {
    SingleStep step = start;
    while (step instanceof SingleStep.Ask ask) {
      step = ask.then().apply(store.execute(ask.statements()));
    }
    return step;
  }

  private @Nullable String whyUnfit(Arrival arrival) {
    boolean ours = arrival.change().id().origin().equals(setting.own());
    return arrival.change().kind() == ChangeKind.RECEIPT && !ours ? null : unsupported(arrival);
  }

  private @Nullable String unsupported(Arrival arrival) {
    if (arrival.refusal() != null) {
      return arrival.refusal();
    } else if (arrival.change().external()) {
      return "events of other systems are merged in transactions only";
    } else if (arrival.change().operation() == Operation.TRUNCATE) {
      return "a truncate cannot be told from deletes";
    }
    Strategy strategy = setting.strategies().apply(arrival.change().table());
    if (!(strategy.merge() instanceof LastWriterWins)
        || strategy.columns() != null
        || strategy.verdict() != Verdict.SETTLED) {
      return "the strategy "
          + strategy.name()
          + " needs them. Set "
          + MergeSinkOptions.MERGE_STRATEGY
          + "=last-writer-wins in every region";
    }
    ChangeKind kind = arrival.change().kind();
    if (kind == ChangeKind.SNAPSHOT) {
      return "it is of a first snapshot. Copy the data while nobody writes, and set"
          + " snapshot.mode=no_data in every capture";
    } else if (kind == ChangeKind.STUB) {
      return "it is a change whose row may not be held here. Let no transform withhold rows of this"
          + " table";
    }
    return unfitImage(arrival);
  }

  /** Why the image that is to be written cannot be; of a receipt that is the one before. */
  private static @Nullable String unfitImage(Arrival arrival) {
    RecordView image = arrival.row() == null ? arrival.before() : arrival.row();
    if (image == null) {
      return null;
    }
    ColumnMarks columns = arrival.change().columns();
    boolean whole =
        columns.withheld().isEmpty()
            && columns.unchanged().isEmpty()
            && columns.altered().isEmpty();
    if (!whole) {
      return "only whole documents can be merged, and fields are missing or altered";
    }
    if (image instanceof DocumentView view) {
      boolean writes = arrival.change().kind() == ChangeKind.RECEIPT || arrival.row() != null;
      return writes && MarkedForm.isTaken(view.document())
          ? TAKEN.formatted(arrival.change().table())
          : null;
    }
    return "only documents can be merged, and it has a row of a table, or a converter has made one of"
        + " the document. Leave topics of tables to a sink that merges in transactions, and let"
        + " documents arrive as the capture has written them";
  }
}
