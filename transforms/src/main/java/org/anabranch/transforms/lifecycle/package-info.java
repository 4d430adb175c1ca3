/** What all transforms are alike in: from their configuration to their end. */
@NullMarked
package org.anabranch.transforms.lifecycle;

import org.jspecify.annotations.NullMarked;
