package org.anabranch.capture;

import org.anabranch.model.change.ColumnMarks;
import org.jspecify.annotations.Nullable;

/** A record's value with its unchanged columns dealt with, and what was done to them. */
public record CompletedRow(@Nullable Object value, ColumnMarks columns) {}
