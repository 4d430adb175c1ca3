/** HTTP servers on loopback, and what goes wrong with servers on demand. */
@NullMarked
package org.anabranch.testkit.http;

import org.jspecify.annotations.NullMarked;
