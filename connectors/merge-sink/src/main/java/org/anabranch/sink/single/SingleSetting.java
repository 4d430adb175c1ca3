package org.anabranch.sink.single;

import java.util.Set;
import java.util.function.Function;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.store.VersionKey;

/**
 * What all batches of a task are merged with.
 *
 * @param own the store's own origin
 * @param omitted rules that are left out, by a simulation
 */
public record SingleSetting(
    Origin own,
    SingleWriter writer,
    DocumentTexts texts,
    Function<TableName, Strategy> strategies,
    Set<SingleRule> omitted) {

  /** With all rules. */
  public SingleSetting(
      Origin own,
      SingleWriter writer,
      DocumentTexts texts,
      Function<TableName, Strategy> strategies) {
    this(own, writer, texts, strategies, Set.of());
  }

  boolean keeps(SingleRule rule) {
    return !omitted.contains(rule);
  }

  MarkedKey marked(VersionKey key) {
    return new MarkedKey(own, key.table(), key.hash());
  }
}
