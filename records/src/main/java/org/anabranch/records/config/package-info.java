/** The options that every connector of a deployment shares, defined and parsed once. */
@NullMarked
package org.anabranch.records.config;

import org.jspecify.annotations.NullMarked;
