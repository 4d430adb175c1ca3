@NullMarked
package org.anabranch.keys.config;

import org.jspecify.annotations.NullMarked;
