package org.anabranch.sink.single;

import org.anabranch.model.version.VersionVector;

/** What one attempt at a key has read, in this order, and what its writes are conditional on. */
record KeyRead(FoundDocument document, SingleVersion version, VersionVector floor) {}
