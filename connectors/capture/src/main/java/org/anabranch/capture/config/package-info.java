/** What captures of every kind of database have in common in their configuration. */
@NullMarked
package org.anabranch.capture.config;

import org.jspecify.annotations.NullMarked;
