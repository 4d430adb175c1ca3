/** How urgent the changes of tables are, and by which topics they travel therefore. */
@NullMarked
package org.anabranch.transforms.priority;

import org.jspecify.annotations.NullMarked;
