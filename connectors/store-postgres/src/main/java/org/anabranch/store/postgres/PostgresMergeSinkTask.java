package org.anabranch.store.postgres;

import java.util.Map;
import java.util.function.Supplier;
import org.anabranch.records.mapping.DocumentMappingOption;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.MergeSinkTask;
import org.anabranch.sink.document.ArrivalForm;
import org.anabranch.sink.document.TableForm;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.store.postgres.options.PostgresStoreOptions;

/** A task of {@link PostgresMergeSinkConnector}. */
public final class PostgresMergeSinkTask extends MergeSinkTask {

  @Override
  protected ArrivalForm form(Map<String, String> configuration) {
    return new TableForm(DocumentMappingOption.of(configuration));
  }

  @Override
  protected Supplier<ContextStore> store(Map<String, String> configuration) {
    PostgresStoreOptions options = PostgresStoreOptions.of(configuration);
    MergeSinkOptions merge = MergeSinkOptions.of(configuration);
    return () -> new PostgresContextStore(options, merge.context(), merge.strategies());
  }
}
