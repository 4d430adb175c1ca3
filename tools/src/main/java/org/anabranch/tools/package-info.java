/** The command line: {@code anabranch resend} and {@code anabranch compare}. */
@NullMarked
package org.anabranch.tools;

import org.jspecify.annotations.NullMarked;
