@NullMarked
package org.anabranch.model.column;

import org.jspecify.annotations.NullMarked;
