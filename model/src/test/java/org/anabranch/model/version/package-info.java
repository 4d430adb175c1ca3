/** Tests of origins, stamps, clocks and vectors. */
@NullMarked
package org.anabranch.model.version;

import org.jspecify.annotations.NullMarked;
