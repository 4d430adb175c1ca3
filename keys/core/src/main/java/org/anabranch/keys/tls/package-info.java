/** Which servers a provider of keys trusts. */
@NullMarked
package org.anabranch.keys.tls;

import org.jspecify.annotations.NullMarked;
