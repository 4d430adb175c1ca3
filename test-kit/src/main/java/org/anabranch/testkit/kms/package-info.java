/**
 * Stand-ins for key management services: real HTTP on loopback and real cryptography, so that the
 * vendors' own clients are what is tested. They are no emulators, and each says what it leaves out.
 */
@NullMarked
package org.anabranch.testkit.kms;

import org.jspecify.annotations.NullMarked;
