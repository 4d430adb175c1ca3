/** The statements of a merge, each as one or a few commands of MongoDB. */
@NullMarked
package org.anabranch.store.mongodb.statement;

import org.jspecify.annotations.NullMarked;
