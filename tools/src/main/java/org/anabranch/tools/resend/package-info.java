/** Makes a region send rows again, as ordinary changes. */
@NullMarked
package org.anabranch.tools.resend;

import org.jspecify.annotations.NullMarked;
