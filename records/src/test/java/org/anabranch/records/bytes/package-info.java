/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.bytes;

import org.jspecify.annotations.NullMarked;
