@NullMarked
package org.anabranch.store.postgres.resend;

import org.jspecify.annotations.NullMarked;
