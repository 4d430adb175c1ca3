/** Who has consented to what, as compacted topics tell it. */
@NullMarked
package org.anabranch.transforms.consent;

import org.jspecify.annotations.NullMarked;
