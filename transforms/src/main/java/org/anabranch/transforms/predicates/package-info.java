/** Predicates for Kafka's own transforms and for ours. */
@NullMarked
package org.anabranch.transforms.predicates;

import org.jspecify.annotations.NullMarked;
