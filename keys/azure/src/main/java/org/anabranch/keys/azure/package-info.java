/** Key-encryption keys in Azure Key Vault. */
@NullMarked
package org.anabranch.keys.azure;

import org.jspecify.annotations.NullMarked;
