/** The canonical form of a row's key, its hash and its lane. */
@NullMarked
package org.anabranch.records.key;

import org.jspecify.annotations.NullMarked;
