/** Walks the chains of an audit topic. */
@NullMarked
package org.anabranch.tools.audit;

import org.jspecify.annotations.NullMarked;
