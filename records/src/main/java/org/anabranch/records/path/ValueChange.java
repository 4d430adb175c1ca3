package org.anabranch.records.path;

import org.jspecify.annotations.Nullable;

/** What takes a value's place; must not alter the value that it is given. */
@FunctionalInterface
public interface ValueChange {

  @Nullable Object of(@Nullable Object value);
}
