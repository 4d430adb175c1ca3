package org.anabranch.model.change;

import org.jspecify.annotations.Nullable;

/**
 * Which of its own sink's writes a document bore around a change, by the mark in the document. What
 * is sent of the document does not have the mark, and only the sink of the same region asks.
 *
 * @param before in the document before the change; null for none
 * @param after in the document after it; null for none, or where it is gone
 */
public record DocumentWrites(@Nullable WriteId before, @Nullable WriteId after) {

  public static final DocumentWrites NONE = new DocumentWrites(null, null);
}
