/** When rows expire, and what becomes of changes of rows that have. */
@NullMarked
package org.anabranch.transforms.expiry;

import org.jspecify.annotations.NullMarked;
