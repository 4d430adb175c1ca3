package org.anabranch.sink.single;

import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.view.RecordView;
import org.jspecify.annotations.Nullable;

/**
 * A document as it was found.
 *
 * @param state what the merge looks at; null where there is none
 * @param whole all of it as the store has it, the marker included, which the store compares with
 *     when it writes; null where there is none
 */
public record FoundDocument(@Nullable MarkedDocument state, @Nullable RecordView whole) {

  public static final FoundDocument NONE = new FoundDocument(null, null);
}
