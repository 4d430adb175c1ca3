@NullMarked
package org.anabranch.tools.progress;

import org.jspecify.annotations.NullMarked;
