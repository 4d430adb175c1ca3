package org.anabranch.transforms;

import java.util.Map;
import org.anabranch.keys.DataKeys;

/** Where a transform's data keys come from. */
@FunctionalInterface
interface KeyOpening {

  /** As {@link org.anabranch.keys.config.KeyOptions#open}. */
  DataKeys open(Map<String, ?> configuration, boolean writes);
}
