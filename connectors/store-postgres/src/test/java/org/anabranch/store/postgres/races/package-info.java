/**
 * The races of the protocol, each forced on a real server in every order that the locks allow: a
 * merge executes the statements of its plan one at a time, and others act in between.
 */
@NullMarked
package org.anabranch.store.postgres.races;

import org.jspecify.annotations.NullMarked;
