/** Two regions whose context stores are MongoDB, over Kafka and Kafka Connect. */
@NullMarked
package org.anabranch.mongodb;

import org.jspecify.annotations.NullMarked;
