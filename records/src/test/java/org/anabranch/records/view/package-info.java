/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.view;

import org.jspecify.annotations.NullMarked;
