@NullMarked
package org.anabranch.testkit.simulation;

import org.jspecify.annotations.NullMarked;
