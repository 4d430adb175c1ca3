/** What the tests of several packages share. */
@NullMarked
package org.anabranch.records;

import org.jspecify.annotations.NullMarked;
