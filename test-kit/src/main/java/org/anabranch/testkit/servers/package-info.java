/**
 * Real servers for tests and for the quickstart: Postgres, MongoDB, Kafka and Kafka Connect, on
 * loopback, on free ports, gone when closed.
 *
 * <p>This is the only place that starts servers. Which Postgres is used is chosen by the system
 * property {@code servers}, see {@link org.anabranch.testkit.servers.ServerKind}; which MongoDB,
 * see {@link org.anabranch.testkit.servers.MongoServer}.
 */
@NullMarked
package org.anabranch.testkit.servers;

import org.jspecify.annotations.NullMarked;
