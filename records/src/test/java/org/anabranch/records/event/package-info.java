@NullMarked
package org.anabranch.records.event;

import org.jspecify.annotations.NullMarked;
