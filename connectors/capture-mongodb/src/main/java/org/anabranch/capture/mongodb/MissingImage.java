package org.anabranch.capture.mongodb;

import java.util.Locale;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;

/** Says that the log lacks an image of a document, and the way back. */
final class MissingImage {

  /** A capture with no_data, which sinks without transactions need, would pass the changes over. */
  private static final String AGAIN =
      " Then delete the connector's offsets and set snapshot.mode=initial, so that it takes a"
          + " snapshot, and compare the keys (docs/operations/lost-state.md)";

  private MissingImage() {}

  /** Nothing says what the document is after an update. */
  static String afterUpdate(TableName collection) {
    return "The log does not say how a document of "
        + collection
        + " was after an update: its images were not kept when it was changed, or have expired."
        + command(collection)
        + AGAIN;
  }

  /** Nothing says whether the sink has written or deleted the document, or an application. */
  static String before(TableName collection, Operation operation) {
    return "The log does not say how a document of "
        + collection
        + " was before a"
        + (operation == Operation.DELETE ? " " : "n ")
        + operation.name().toLowerCase(Locale.ROOT)
        + ": its images were not kept when it was changed, or have expired. The sinks of this"
        + " deployment merge without transactions (anabranch.setting), and nothing else tells their"
        + " writes from an application's."
        + command(collection)
        + AGAIN;
  }

  private static String command(TableName collection) {
    return " Run: "
        + CollectionChecks.command(collection)
        + " and let the images live long enough (changeStreamOptions.preAndPostImages"
        + ".expireAfterSeconds).";
  }
}
