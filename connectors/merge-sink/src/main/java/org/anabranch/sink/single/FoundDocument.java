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
 * @param position a place in the log at or behind the last write of the document; the end of the
 *     log when it was found will do
 */
public record FoundDocument(
    @Nullable MarkedDocument state, @Nullable RecordView whole, long position) {}
