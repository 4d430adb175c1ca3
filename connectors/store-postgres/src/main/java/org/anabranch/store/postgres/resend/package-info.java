/** Sends rows again whose subjects are named in a topic: a consent was given or withdrawn. */
@NullMarked
package org.anabranch.store.postgres.resend;

import org.jspecify.annotations.NullMarked;
