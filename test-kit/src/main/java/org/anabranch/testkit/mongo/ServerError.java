package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;

/** An error as a server answers it, with the labels by which drivers decide what to do next. */
final class ServerError extends MongoServerError {
  static final String TRANSIENT = "TransientTransactionError";
  private static final long serialVersionUID = 1;

  private final List<String> labels;

  ServerError(int code, String name, String message, String... labels) {
    super(code, name, message);
    this.labels = List.of(labels);
  }

  static ServerError writeConflict() {
    return new ServerError(
        112,
        "WriteConflict",
        "Another operation has written a document that this transaction writes. Run the"
            + " transaction again.",
        TRANSIENT);
  }

  static ServerError noSuchTransaction(long number) {
    return new ServerError(
        251,
        "NoSuchTransaction",
        "Transaction " + number + " is not in progress: it was aborted or never begun",
        TRANSIENT);
  }

  static ServerError notInTransaction(String command) {
    return new ServerError(
        263,
        "OperationNotSupportedInTransaction",
        "Cannot run '" + command + "' in a multi-document transaction");
  }

  static ServerError historyLost() {
    return new ServerError(
        286,
        "ChangeStreamHistoryLost",
        "The oplog holds the place from which to resume no more",
        "NonResumableChangeStreamError");
  }

  Document answer() {
    Document answer =
        new Document("ok", 0.0)
            .append("errmsg", getMessageWithoutErrorCode())
            .append("code", getCode())
            .append("codeName", getCodeName());
    if (!labels.isEmpty()) {
      answer.append("errorLabels", labels);
    }
    return answer;
  }
}
