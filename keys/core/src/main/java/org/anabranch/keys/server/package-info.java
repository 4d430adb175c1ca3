/** Where the server of a provider of keys is, and whom to trust there. */
@NullMarked
package org.anabranch.keys.server;

import org.jspecify.annotations.NullMarked;
