/** Key-encryption keys in the transit engine of HashiCorp Vault or OpenBao. */
@NullMarked
package org.anabranch.keys.vault;

import org.jspecify.annotations.NullMarked;
