/** Dictionaries for compressed JSON: what they are trained and tried on, and their files. */
@NullMarked
package org.anabranch.tools.dictionary;

import org.jspecify.annotations.NullMarked;
