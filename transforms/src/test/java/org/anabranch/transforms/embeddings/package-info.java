/** How vectors are described that do not travel. */
@NullMarked
package org.anabranch.transforms.embeddings;

import org.jspecify.annotations.NullMarked;
