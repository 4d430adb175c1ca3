/** Tables that are collections elsewhere: which columns are which fields. */
@NullMarked
package org.anabranch.records.mapping;

import org.jspecify.annotations.NullMarked;
