package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;

/**
 * Which transaction: its session and its number in it.
 *
 * @param session the value of {@code lsid.id}
 */
record TransactionId(Object session, long number) {

  static boolean isIn(Document command) {
    return command.containsKey("autocommit");
  }

  static TransactionId of(Document command) {
    return new TransactionId(
        sessionOf(Fields.document(command, "lsid")),
        Fields.number(command, "txnNumber").longValue());
  }

  static Object sessionOf(Document lsid) {
    return Fields.value(lsid, "id");
  }
}
