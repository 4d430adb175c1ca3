/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.path;

import org.jspecify.annotations.NullMarked;
