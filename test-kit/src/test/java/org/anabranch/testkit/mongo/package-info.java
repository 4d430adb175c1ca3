/** What the product relies on in a MongoDB server, shown of the emulator and of real ones. */
@NullMarked
package org.anabranch.testkit.mongo;

import org.jspecify.annotations.NullMarked;
