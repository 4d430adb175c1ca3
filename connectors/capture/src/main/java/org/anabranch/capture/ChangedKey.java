package org.anabranch.capture;

import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.jspecify.annotations.Nullable;

/** The key of a changed row, as version rows name it. */
public record ChangedKey(TableName table, int lane, KeyHash hash) {

  /** Null where a change is about no single row. */
  static @Nullable ChangedKey of(LocalChange change) {
    KeyHash hash = change.key();
    return hash == null ? null : new ChangedKey(change.row().table(), change.lane(), hash);
  }
}
