package org.anabranch.merge.function;

import org.jspecify.annotations.Nullable;

/** Why a merge function cannot be put to use. The message says how to mend it. */
public final class UnusableFunctionException extends RuntimeException {

  UnusableFunctionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
