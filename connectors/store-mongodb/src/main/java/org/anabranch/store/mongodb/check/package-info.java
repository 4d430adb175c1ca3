/** What is looked at before anything is merged. */
@NullMarked
package org.anabranch.store.mongodb.check;

import org.jspecify.annotations.NullMarked;
