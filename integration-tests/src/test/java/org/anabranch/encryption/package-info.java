/** Fields that only their owners can read, between real regions. */
@NullMarked
package org.anabranch.encryption;

import org.jspecify.annotations.NullMarked;
