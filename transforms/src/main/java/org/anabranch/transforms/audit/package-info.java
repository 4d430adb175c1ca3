/** What was withheld or altered on the way, as records that show when one of them was removed. */
@NullMarked
package org.anabranch.transforms.audit;

import org.jspecify.annotations.NullMarked;
