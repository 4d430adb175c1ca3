/** The options of data keys, and how what they name is put together. */
@NullMarked
package org.anabranch.keys.config;

import org.jspecify.annotations.NullMarked;
