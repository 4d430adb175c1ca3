/**
 * The merge where a store has no transactions: only one write of one document is atomic
 * (docs/decisions/031).
 */
@NullMarked
package org.anabranch.sink.single;

import org.jspecify.annotations.NullMarked;
