/** Where the rows are in a record. */
@NullMarked
package org.anabranch.transforms.rows;

import org.jspecify.annotations.NullMarked;
