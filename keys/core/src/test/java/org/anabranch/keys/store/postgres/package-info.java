@NullMarked
package org.anabranch.keys.store.postgres;

import org.jspecify.annotations.NullMarked;
