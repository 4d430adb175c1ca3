/** Where a server is that a plugin asks, and whom to trust there. */
@NullMarked
package org.anabranch.records.server;

import org.jspecify.annotations.NullMarked;
