/** One view over rows with a schema and rows without. */
@NullMarked
package org.anabranch.records.view;

import org.jspecify.annotations.NullMarked;
