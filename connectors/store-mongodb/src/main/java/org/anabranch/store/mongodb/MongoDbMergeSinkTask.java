package org.anabranch.store.mongodb;

import java.util.Map;
import java.util.function.Supplier;
import org.anabranch.sink.MergeSinkOptions;
import org.anabranch.sink.MergeSinkTask;
import org.anabranch.sink.document.ArrivalForm;
import org.anabranch.sink.document.DocumentForm;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.store.mongodb.options.MongoDbStoreOptions;

/** A task of {@link MongoDbMergeSinkConnector}. */
public final class MongoDbMergeSinkTask extends MergeSinkTask {

  @Override
  protected Supplier<ContextStore> store(Map<String, String> configuration) {
    MongoDbStoreOptions options = MongoDbStoreOptions.of(configuration);
    return () -> new MongoDbContextStore(options);
  }

  @Override
  protected MergeSinkOptions options(Map<String, String> configuration) {
    return SinkValidation.byField(configuration, MongoDbStoreOptions.of(configuration));
  }

  @Override
  protected ArrivalForm form(Map<String, String> configuration) {
    return new DocumentForm(MongoDbStoreOptions.of(configuration).mapping());
  }
}
