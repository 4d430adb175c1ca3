/** How bad input is named and what becomes of it. */
@NullMarked
package org.anabranch.records.error;

import org.jspecify.annotations.NullMarked;
