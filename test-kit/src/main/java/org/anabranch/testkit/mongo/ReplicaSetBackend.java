package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;

/**
 * mongo-java-server as a replica set of one member: with a cluster time, change streams,
 * transactions and updates by pipelines, which it does not have.
 *
 * <p>Where it is not as a real server: one lock serializes all commands; a unique index other than
 * that of {@code _id} refuses the second of two open transactions when it commits, not when it
 * writes; subtypes of binary values are lost; see {@link Difference} and {@link UpdateStatement}
 * for how updates are described. A waiting change stream keeps its connection's thread busy, so the
 * server that runs this needs as many threads as there are connections.
 */
public final class ReplicaSetBackend extends MemoryBackend {
  private final Member member;
  private final WriteWatch watch = new WriteWatch();
  private final ChangeLog log = new ChangeLog();
  private final Commands commands;

  /**
   * A replica set without documents.
   *
   * @param host as clients reach it, with its port
   * @param transactions whether it takes multi-document transactions, or refuses them
   */
  public ReplicaSetBackend(String setName, String host, boolean transactions) {
    member = new Member(setName, host, new ObjectId());
    version(
        new MongoVersion() {
          @Override
          public List<Integer> getVersionArray() {
            return List.of(6, 0, 19);
          }

          @Override
          public int getWireVersion() {
            return Member.WIRE_VERSION;
          }
        });
    // A real server has them, and Debezium's validation refuses one that lists no database.
    List.of("admin", "config", "local").forEach(this::resolveDatabase);
    // Only getLastError, which no driver sends any more, would tell connections apart.
    Channel nobody = new EmbeddedChannel();
    Engine engine =
        (database, command) ->
            super.handleCommand(nobody, database, command.keySet().iterator().next(), command);
    Storage storage = new Storage(this::resolveDatabase, watch);
    Transactions open = new Transactions(transactions, storage, log);
    Writes writes = new Writes(this, storage, log, open);
    ChangeStreams streams =
        new ChangeStreams(this, log, storage, getCursorRegistry()::generateCursorId);
    commands = new Commands(this, engine, member, log, storage, open, writes, streams);
  }

  @Override
  public synchronized Document handleCommand(
      Channel channel, String database, String command, Document query) {
    Document answer;
    try {
      answer = commands.run(database, query);
    } catch (ServerError e) {
      answer = e.answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MongoServerError(11601, "Interrupted", "The server is shutting down");
    }
    return withTimes(answer);
  }

  private Document withTimes(Document answer) {
    BsonTimestamp now = log.now();
    Document signature = new Document("hash", new BinData(new byte[20])).append("keyId", 0L);
    answer.put("operationTime", now);
    answer.put("$clusterTime", new Document("clusterTime", now).append("signature", signature));
    return answer;
  }

  /** Forgets the log: who has not read all of it yet gets error 286. */
  public synchronized void cutOplog() {
    log.cut();
    notifyAll();
  }

  /** What an outage does besides cutting connections: transactions and cursors are gone. */
  public synchronized void crash() {
    commands.crash();
    notifyAll();
  }

  /** The documents stay, for the server that is started on them again. */
  @Override
  public void close() {
    crash();
  }

  @Override
  protected Oplog createOplog() {
    return watch;
  }
}
