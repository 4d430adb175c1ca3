@NullMarked
package org.anabranch.tools;

import org.jspecify.annotations.NullMarked;
