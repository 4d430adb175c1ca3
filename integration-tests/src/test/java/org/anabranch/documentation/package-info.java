/** That the documentation says what the code does. */
@NullMarked
package org.anabranch.documentation;

import org.jspecify.annotations.NullMarked;
