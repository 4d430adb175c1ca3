/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.key;

import org.jspecify.annotations.NullMarked;
