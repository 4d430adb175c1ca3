package org.anabranch.sink.single;

import org.anabranch.sink.store.ContextStore;
import org.jspecify.annotations.Nullable;

/** A store that is perhaps merged without transactions. */
public interface SinglyMerged extends ContextStore {

  /**
   * How it is merged without transactions; null where it has them, and uses them. The same as long
   * as the store is open.
   */
  @Nullable SingleStore single();
}
