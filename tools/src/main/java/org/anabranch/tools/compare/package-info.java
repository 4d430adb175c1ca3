/** Finds what differs between two regions' tables without loading them. */
@NullMarked
package org.anabranch.tools.compare;

import org.jspecify.annotations.NullMarked;
