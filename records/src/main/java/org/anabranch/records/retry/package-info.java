/** How what fails for now is tried again. */
@NullMarked
package org.anabranch.records.retry;

import org.jspecify.annotations.NullMarked;
