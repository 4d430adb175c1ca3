@NullMarked
package org.anabranch.keys.gcp;

import org.jspecify.annotations.NullMarked;
