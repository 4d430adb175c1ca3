package org.anabranch.sink.single;

import org.anabranch.records.view.RecordView;

/** How a store tells whole documents. Pure. */
public interface DocumentTexts {

  /**
   * What stands for all of a document that is the application's: not for its key, nor for the
   * sink's marker. The same for two only if they are the same.
   */
  String content(RecordView document);

  /** A document as people are shown it. */
  String told(RecordView document);
}
