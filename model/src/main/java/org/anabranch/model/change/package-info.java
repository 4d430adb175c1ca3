/** What travels about one change, apart from the row itself. */
@NullMarked
package org.anabranch.model.change;

import org.jspecify.annotations.NullMarked;
