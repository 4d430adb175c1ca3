/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.retry;

import org.jspecify.annotations.NullMarked;
