/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.mapping;

import org.jspecify.annotations.NullMarked;
