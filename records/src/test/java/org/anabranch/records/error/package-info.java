/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.error;

import org.jspecify.annotations.NullMarked;
