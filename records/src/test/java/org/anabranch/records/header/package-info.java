/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.header;

import org.jspecify.annotations.NullMarked;
