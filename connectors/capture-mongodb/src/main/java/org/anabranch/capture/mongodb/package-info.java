/** The capture of MongoDB: Debezium's connector, told what to do and listened to. */
@NullMarked
package org.anabranch.capture.mongodb;

import org.jspecify.annotations.NullMarked;
