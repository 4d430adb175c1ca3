package org.anabranch.sink;

import java.util.Set;
import java.util.function.Supplier;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The task's store: opened when it is first needed, and again after it was closed. */
final class OpenedStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenedStore.class);

  private final Supplier<ContextStore> opening;
  private @Nullable StoreSession session;

  OpenedStore(Supplier<ContextStore> opening) {
    this.opening = opening;
  }

  /**
   * The open store, prepared. Opened even while nothing is to be merged: captures wait for what the
   * sink creates.
   */
  StoreSession session() {
    StoreSession current = session;
    if (current == null) {
      current = prepared(new StoreSession(opening.get()));
      session = current;
    }
    return current;
  }

  private static StoreSession prepared(StoreSession opened) {
    try {
      opened.prepare(Set.of());
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  void forgetWatermarks() {
    if (session != null) {
      session.forgetWatermarks();
    }
  }

  @Override
  public void close() {
    StoreSession closing = session;
    session = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (StoreException e) {
        LOG.warn("The store did not close cleanly", e);
      }
    }
  }
}
