/** What a store must offer to hold merged context: the SPI of the merge sink. */
@NullMarked
package org.anabranch.sink.store;

import org.jspecify.annotations.NullMarked;
