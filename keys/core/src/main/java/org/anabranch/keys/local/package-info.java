/** Key-encryption keys in a file of the worker's own. */
@NullMarked
package org.anabranch.keys.local;

import org.jspecify.annotations.NullMarked;
