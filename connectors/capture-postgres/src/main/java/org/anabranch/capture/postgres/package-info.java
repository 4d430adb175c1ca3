/** The capture of Postgres: Debezium's connector, told what to do and listened to. */
@NullMarked
package org.anabranch.capture.postgres;

import org.jspecify.annotations.NullMarked;
