package org.anabranch.sink.single;

import org.anabranch.model.change.WriteId;

/**
 * By which mark the sink deletes a document.
 *
 * @param since the lowest number of the same writer's marks by which it may delete a document yet
 */
public record Removal(WriteId mark, long since) {}
