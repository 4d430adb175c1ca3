@NullMarked
package org.anabranch.capture.postgres;

import org.jspecify.annotations.NullMarked;
