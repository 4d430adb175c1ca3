package org.anabranch.sink.single;

import org.anabranch.model.change.WriteId;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * A document as a change tells it.
 *
 * @param written which write of this region's sink it bore; null for none
 */
record Image(RecordView body, String content, @Nullable WriteId written) {

  static @Nullable Image of(
      @Nullable RecordView body, @Nullable WriteId written, DocumentTexts texts) {
    return body == null ? null : new Image(body, texts.content(body), written);
  }
}
