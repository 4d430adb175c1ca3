/** Changes without the vectors that every region computes for itself. */
@NullMarked
package org.anabranch.transforms.embeddings;

import org.jspecify.annotations.NullMarked;
