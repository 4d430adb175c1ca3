@NullMarked
package org.anabranch.testkit.servers;

import org.jspecify.annotations.NullMarked;
