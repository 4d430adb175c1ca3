package org.anabranch.sink.single;

import java.util.List;
import org.anabranch.sink.store.Statement.Refusal;
import org.anabranch.sink.store.StoreException;

/**
 * A store in which only one write of one document is atomic. One instance serves one task and is
 * not thread-safe.
 */
public interface SingleStore {

  /** Names the writes of this instance; as long-lived as the connection. */
  SingleWriter writer();

  /** How documents are told. */
  DocumentTexts texts();

  /**
   * Executes statements of one kind, which are about different documents: in a few commands, not
   * one for each. Answers in their order.
   *
   * @throws StoreException in one of its kinds; some of them may be done nevertheless
   */
  List<?> execute(List<? extends SingleStatement<?>> statements);

  /** Records refusals, each once. Answers how many are new. */
  int refuse(List<Refusal> refusals);
}
