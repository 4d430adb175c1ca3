package org.anabranch.capture.mongodb;

import io.debezium.connector.mongodb.ResumeTokens;
import io.debezium.connector.mongodb.SourceInfo;
import java.util.HashMap;
import java.util.Map;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * A place in the log as Debezium's offsets name it.
 *
 * @param token what a change stream goes on behind; null where only a time is known, at which it
 *     begins
 * @param time the cluster time: of the event, or up to which no further event comes
 * @param transaction the transaction of which the event is a part; null for an event that is
 *     complete in itself, and for a place at no event
 * @param event whether it is the place of an event
 */
record Place(@Nullable String token, long time, @Nullable String transaction, boolean event) {

  static final String TOKEN = SourceInfo.RESUME_TOKEN;
  static final String SECONDS = SourceInfo.TIMESTAMP;
  static final String ORDER = SourceInfo.ORDER;
  private static final char SEPARATOR = ':';
  private static final int NOWHERE = -1;
  private static final String INITIAL_SYNC = SourceInfo.INITIAL_SYNC;

  /** The place that an offset names. */
  static Place of(Map<String, ?> offset) {
    String token = offset.get(TOKEN) instanceof String text ? text : null;
    // Where nothing has happened, Debezium knows a token and no time.
    boolean event = number(offset, SECONDS) >= 0;
    long time = event ? time(offset) : timeOf(token);
    String transaction =
        offset.get(SourceInfo.LSID) instanceof String session
            ? session + SEPARATOR + offset.get(SourceInfo.TXN_NUMBER)
            : null;
    return new Place(token, time, transaction, event);
  }

  /** Where streaming begins with all that happens at a cluster time. */
  static Place beginningAt(long time) {
    return new Place(null, time, null, true);
  }

  private static long time(Map<String, ?> offset) {
    return new BsonTimestamp((int) number(offset, SECONDS), (int) number(offset, ORDER)).getValue();
  }

  private static long timeOf(@Nullable String token) {
    return token == null ? 0 : ResumeTokens.getTimestamp(ResumeTokens.fromBase64(token)).getValue();
  }

  private static long number(Map<String, ?> offset, String key) {
    return offset.get(key) instanceof Number number ? number.longValue() : NOWHERE;
  }

  /** The same where its transaction has ended. */
  Place complete() {
    return new Place(token, time, null, event);
  }

  /** The same with a token. */
  Place named(String named) {
    return new Place(named, time, transaction, event);
  }

  /** The offset that names this place. */
  Map<String, ?> offset() {
    Map<String, Object> offset = new HashMap<>();
    BsonTimestamp at = new BsonTimestamp(time);
    offset.put(SECONDS, event ? at.getTime() : NOWHERE);
    offset.put(ORDER, event ? at.getInc() : NOWHERE);
    if (token != null) {
      offset.put(TOKEN, token);
    }
    if (transaction != null) {
      int end = transaction.lastIndexOf(SEPARATOR);
      offset.put(SourceInfo.LSID, transaction.substring(0, end));
      offset.put(SourceInfo.TXN_NUMBER, Long.valueOf(transaction.substring(end + 1)));
    }
    return offset;
  }

  /** Whether a restart from this offset has to take the snapshot again. */
  static boolean snapshotRunning(Map<String, ?> offset) {
    return Boolean.TRUE.equals(offset.get(INITIAL_SYNC));
  }

  /** The offset from which a snapshot is taken again that was begun at this place. */
  Map<String, ?> snapshotAgain() {
    Map<String, Object> offset = new HashMap<>(offset());
    offset.put(INITIAL_SYNC, true);
    return offset;
  }
}
