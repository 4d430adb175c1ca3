/**
 * Merges of your own: what one implements, and the laws by which a unit test checks it. Nothing in
 * here knows of Kafka or of a database.
 */
@NullMarked
package org.anabranch.merge.function;

import org.jspecify.annotations.NullMarked;
