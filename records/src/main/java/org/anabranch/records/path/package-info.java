/** Paths to fields within rows. */
@NullMarked
package org.anabranch.records.path;

import org.jspecify.annotations.NullMarked;
