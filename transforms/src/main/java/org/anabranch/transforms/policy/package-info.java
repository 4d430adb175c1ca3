/** What may go from one region to another: policies, read once and asked for every row. */
@NullMarked
package org.anabranch.transforms.policy;

import org.jspecify.annotations.NullMarked;
