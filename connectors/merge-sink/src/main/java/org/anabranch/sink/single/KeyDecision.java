package org.anabranch.sink.single;

import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.VersionVector;

/** What is done to a document once its changes are merged (M4 without transactions). */
sealed interface KeyDecision {

  /** The document shows the winner already, or a local write that is on its way. */
  record Leave() implements KeyDecision {}

  /** The document is to show a change. */
  record Show(ChangeId winner, VersionVector vector, Image image) implements KeyDecision {}

  /** The document is not to be deleted any more. */
  record Stay() implements KeyDecision {}

  /** The document is to be deleted. */
  record Delete(ChangeId winner) implements KeyDecision {}

  KeyDecision LEAVE = new Leave();
}
