package org.anabranch.mongodb;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A change stream of its own: what was changed locally in a region, said by somebody who knows
 * nothing of captures. A transaction that writes {@code anabranch.watermark} is a sink's.
 */
public final class LocalChanges implements AutoCloseable {
  private static final String END = "ends";

  private final MongoClient client;
  private final MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream;
  private final List<ChangeStreamDocument<Document>> events = new ArrayList<>();
  private final Set<Transaction> sinks = new HashSet<>();

  /** Watches what is committed from now on. */
  public LocalChanges(MongoClient client) {
    this.client = client;
    stream = client.watch().maxAwaitTime(200, TimeUnit.MILLISECONDS).cursor();
  }

  private record Transaction(BsonDocument session, long number) {}

  /** The local changes in the order of their commits, as {@code collection operation}. */
  public List<String> soFar() {
    client.getDatabase(DocumentRegion.ELSEWHERE).getCollection(END).insertOne(new Document());
    for (var event = stream.next(); !isEnd(event); event = stream.next()) {
      events.add(event);
      if (namespace(event).equals("anabranch.watermark")) {
        sinks.add(Objects.requireNonNull(transaction(event)));
      }
    }
    return events.stream()
        .filter(event -> namespace(event).startsWith(DocumentRegion.DATABASE + "."))
        .filter(event -> !sinks.contains(transaction(event)))
        .map(event -> namespace(event) + " " + operation(event))
        .toList();
  }

  /** Whether it is what was written when the changes so far were asked for. */
  private static boolean isEnd(ChangeStreamDocument<Document> event) {
    return namespace(event).equals(DocumentRegion.ELSEWHERE + "." + END);
  }

  private static String namespace(ChangeStreamDocument<Document> event) {
    return String.valueOf(event.getNamespace());
  }

  private static @Nullable Transaction transaction(ChangeStreamDocument<Document> event) {
    return event.getTxnNumber() == null
        ? null
        : new Transaction(
            Objects.requireNonNull(event.getLsid()), event.getTxnNumber().longValue());
  }

  private static String operation(ChangeStreamDocument<Document> event) {
    return switch (event.getOperationTypeString()) {
      case "insert" -> "CREATE";
      case "delete" -> "DELETE";
      default -> "UPDATE";
    };
  }

  @Override
  public void close() {
    stream.close();
  }
}
