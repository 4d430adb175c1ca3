/** What a policy makes of records on their way to another region. */
@NullMarked
package org.anabranch.transforms.filter;

import org.jspecify.annotations.NullMarked;
