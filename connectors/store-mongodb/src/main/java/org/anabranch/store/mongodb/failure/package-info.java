/** What errors of MongoDB mean for a batch. */
@NullMarked
package org.anabranch.store.mongodb.failure;

import org.jspecify.annotations.NullMarked;
