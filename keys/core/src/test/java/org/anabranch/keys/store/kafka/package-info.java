@NullMarked
package org.anabranch.keys.store.kafka;

import org.jspecify.annotations.NullMarked;
