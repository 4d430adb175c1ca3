@NullMarked
package org.anabranch.store.postgres;

import org.jspecify.annotations.NullMarked;
