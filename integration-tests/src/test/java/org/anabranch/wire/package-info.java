/** How values lie in Kafka, tried through workers and between regions. */
@NullMarked
package org.anabranch.wire;

import org.jspecify.annotations.NullMarked;
