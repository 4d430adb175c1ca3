@NullMarked
package org.anabranch.model.change;

import org.jspecify.annotations.NullMarked;
