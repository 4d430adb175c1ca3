package org.anabranch.records.document;

import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;

/** Which document of which region a mark was written for; it means nothing in any other. */
public record MarkedKey(Origin region, TableName table, KeyHash key) {}
