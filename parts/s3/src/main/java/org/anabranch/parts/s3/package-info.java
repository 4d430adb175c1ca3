/** Large values as objects of S3, and of stores that speak as it does. */
@NullMarked
package org.anabranch.parts.s3;

import org.jspecify.annotations.NullMarked;
