/** What random tests share. */
@NullMarked
package org.anabranch.model;

import org.jspecify.annotations.NullMarked;
