/**
 * The merge sink: what every store's sink does with the records that Connect hands it. A store adds
 * its connector, its task and its {@link org.anabranch.sink.store.ContextStore}.
 */
@NullMarked
package org.anabranch.sink;

import org.jspecify.annotations.NullMarked;
