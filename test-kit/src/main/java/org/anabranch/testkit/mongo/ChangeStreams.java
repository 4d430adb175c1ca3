package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.bson.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The open change streams, by the numbers of their cursors. */
final class ChangeStreams {
  /** How long a server waits for an event when the command does not say. */
  private static final long WAIT_MILLIS = 1_000;

  private static final int BATCH_EVENTS_MAX = 1_000;

  private final Object lock;
  private final ChangeLog log;
  private final Storage storage;
  private final LongSupplier cursorIds;
  private final Map<Long, ChangeStream> open = new HashMap<>();

  ChangeStreams(Object lock, ChangeLog log, Storage storage, LongSupplier cursorIds) {
    this.lock = lock;
    this.log = log;
    this.storage = storage;
    this.cursorIds = cursorIds;
  }

  Document open(MongoDatabase database, Document command) {
    ChangeStream stream = new ChangeStream(log, storage, database, command);
    long id = cursorIds.getAsLong();
    int size = command.get("cursor") instanceof Document cursor ? batchSize(cursor) : 0;
    List<Document> batch = stream.next(size);
    if (!stream.isEnded()) {
      open.put(id, stream);
    }
    return stream.answer(id, "firstBatch", batch);
  }

  /** The stream of this cursor, if it is one's. */
  @Nullable ChangeStream find(long cursor) {
    return open.get(cursor);
  }

  /** Waits, with the lock given up, until there is an event or the time is over. */
  Document more(ChangeStream stream, Document command) throws InterruptedException {
    long cursor = Fields.number(command, "getMore").longValue();
    long end =
        System.currentTimeMillis()
            + (command.get("maxTimeMS") instanceof Number given ? given.longValue() : WAIT_MILLIS);
    List<Document> batch = stream.next(batchSize(command));
    while (batch.isEmpty() && open.containsKey(cursor)) {
      long left = end - System.currentTimeMillis();
      if (left <= 0) {
        break;
      }
      lock.wait(left);
      log.goOnIfIdle();
      batch = stream.next(batchSize(command));
    }
    if (stream.isEnded()) {
      open.remove(cursor);
    }
    return stream.answer(cursor, "nextBatch", batch);
  }

  void close(long cursor) {
    open.remove(cursor);
  }

  void closeAll() {
    open.clear();
  }

  private static int batchSize(Document options) {
    return options.get("batchSize") instanceof Number size ? size.intValue() : BATCH_EVENTS_MAX;
  }
}
