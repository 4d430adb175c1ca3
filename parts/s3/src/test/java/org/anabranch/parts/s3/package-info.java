@NullMarked
package org.anabranch.parts.s3;

import org.jspecify.annotations.NullMarked;
