/** What becomes of a record that cannot be handled, and how its place is told. */
@NullMarked
package org.anabranch.records.error;

import org.jspecify.annotations.NullMarked;
