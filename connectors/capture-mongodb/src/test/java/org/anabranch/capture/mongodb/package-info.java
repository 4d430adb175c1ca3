@NullMarked
package org.anabranch.capture.mongodb;

import org.jspecify.annotations.NullMarked;
