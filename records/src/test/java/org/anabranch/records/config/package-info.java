/** Tests of the package of the same name. */
@NullMarked
package org.anabranch.records.config;

import org.jspecify.annotations.NullMarked;
