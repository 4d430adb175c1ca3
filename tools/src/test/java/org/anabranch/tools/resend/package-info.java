@NullMarked
package org.anabranch.tools.resend;

import org.jspecify.annotations.NullMarked;
