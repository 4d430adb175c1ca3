/** A policy as it is written, with the places of all that it says. */
@NullMarked
package org.anabranch.transforms.policy.document;

import org.jspecify.annotations.NullMarked;
