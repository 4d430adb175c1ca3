/** Who changed something and when, causally: origins, stamps, vectors. */
@NullMarked
package org.anabranch.model.version;

import org.jspecify.annotations.NullMarked;
