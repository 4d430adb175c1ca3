@NullMarked
package org.anabranch.compression;

import org.jspecify.annotations.NullMarked;
