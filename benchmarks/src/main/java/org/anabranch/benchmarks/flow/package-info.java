/**
 * What whole flows cost, beside their peers in one run: real Postgres servers, Kafka and, for each
 * measurement, a Connect worker in a new JVM.
 */
@NullMarked
package org.anabranch.benchmarks.flow;

import org.jspecify.annotations.NullMarked;
