/** Laws of merging, and histories to try them on. */
@NullMarked
package org.anabranch.model.merge;

import org.jspecify.annotations.NullMarked;
