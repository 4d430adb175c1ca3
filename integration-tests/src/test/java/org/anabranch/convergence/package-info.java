/** Two regions on real Postgres, Kafka and Connect: whether they converge, whatever happens. */
@NullMarked
package org.anabranch.convergence;

import org.jspecify.annotations.NullMarked;
