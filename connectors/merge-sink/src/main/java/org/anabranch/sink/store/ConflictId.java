package org.anabranch.sink.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.version.ChangeId;
import org.anabranch.records.error.RecordPlace;
import org.anabranch.sink.store.Conflict.Version;
import org.anabranch.sink.store.Statement.Refusal;

/**
 * The ids that conflicts and refusals are recorded under. Each is made of what it is about, the
 * same whoever finds it and however often.
 */
public final class ConflictId {

  private ConflictId() {}

  /** Of table, key and both changes in their own order, so that every region gives the same. */
  public static String of(Conflict conflict) {
    // The key is null where a change is about all keys of a lane.
    KeyHash key = conflict.arrival().change().key();
    String about = conflict.arrival().change().table() + "\n" + key + "\n";
    ChangeId loser = conflict.loser().id();
    Version winner = conflict.winner();
    if (winner == null) {
      return uuid(about + loser + "\n" + conflict.arrival().change().sequence());
    }
    boolean winnerFirst = winner.id().compareTo(loser) < 0;
    return uuid(about + (winnerFirst ? winner.id() + "\n" + loser : loser + "\n" + winner.id()));
  }

  /** Of the record's place. */
  public static String of(Refusal refusal) {
    RecordPlace place = refusal.place();
    return uuid(place.topic() + "\n" + place.partition() + "\n" + place.offset());
  }

  private static String uuid(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      ByteBuffer first = ByteBuffer.wrap(digest);
      return new UUID(first.getLong(), first.getLong()).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
