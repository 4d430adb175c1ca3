/** How two histories of one key become one. */
@NullMarked
package org.anabranch.model.merge;

import org.jspecify.annotations.NullMarked;
