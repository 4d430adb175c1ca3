package org.anabranch.testkit.simulation;

import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/** What one attempt at a key has read, in this order, and what its writes are conditional on. */
record DocumentRead(
    RowKey key, @Nullable DocumentState document, DocumentVersion version, VersionVector floor) {}
