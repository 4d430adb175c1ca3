/**
 * The protocol among simulated databases: several regions whose applications, captures and merge
 * tasks run one small step at a time, in an order that a seed decides.
 *
 * <p>What is simulated: databases with row locks, READ COMMITTED statements, log positions and a
 * log in commit order; Kafka's logs; crashes, cut links, clocks. What is real: the model, the
 * header, the capture tracker and the merge plan. An {@link
 * org.anabranch.testkit.simulation.Oracle} that shares nothing with them knows what every change
 * had really seen.
 */
@NullMarked
package org.anabranch.testkit.simulation;

import org.jspecify.annotations.NullMarked;
