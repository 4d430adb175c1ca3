/** How commands read topics. */
@NullMarked
package org.anabranch.tools.kafka;

import org.jspecify.annotations.NullMarked;
