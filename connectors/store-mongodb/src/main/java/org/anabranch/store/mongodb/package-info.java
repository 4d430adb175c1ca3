/** The merge sink for MongoDB: its connector, and how statements are executed there. */
@NullMarked
package org.anabranch.store.mongodb;

import org.jspecify.annotations.NullMarked;
