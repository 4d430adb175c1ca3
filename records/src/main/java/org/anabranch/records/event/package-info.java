/**
 * The context event: a change as other systems read and write it (docs/formats/context-event.md).
 */
@NullMarked
package org.anabranch.records.event;

import org.jspecify.annotations.NullMarked;
