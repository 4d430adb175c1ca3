package org.anabranch.testkit.servers;

import com.github.dockerjava.api.model.PortBinding;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A real {@code mongod} in a container, as a replica set of one member. */
final class ContainerMongoServer implements MongoServer {
  private static final DockerImageName IMAGE = DockerImageName.parse("mongo:8.0");
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final String SET_NAME = "rs0";

  /** So small that it can be written full. */
  private static final int OPLOG_MEGABYTES = 16;

  private static final int FILLING_BYTES = 1 << 20;

  // Bound by us, since a port that Docker chooses changes when the container is started again; and
  // the same inside, since clients go to where the replica set says that its member is.
  private final int port = Ports.free();
  private final GenericContainer<?> container;
  private final MongoClient client;

  ContainerMongoServer() {
    container =
        new GenericContainer<>(IMAGE)
            .withExposedPorts(port)
            .withCreateContainerCmdModifier(
                create ->
                    Objects.requireNonNull(create.getHostConfig())
                        .withPortBindings(
                            PortBinding.parse("127.0.0.1:%d:%d".formatted(port, port))))
            .withCommand(
                "mongod",
                "--replSet",
                SET_NAME,
                "--bind_ip_all",
                "--port",
                String.valueOf(port),
                "--oplogSize",
                String.valueOf(OPLOG_MEGABYTES),
                "--setParameter",
                "enableTestCommands=1");
    container.start();
    initiate();
    client = MongoClients.create(uri());
    awaitWrites();
  }

  private void initiate() {
    String direct = "mongodb://127.0.0.1:%d/?directConnection=true".formatted(port);
    Document member = new Document("_id", 0).append("host", "127.0.0.1:" + port);
    Document config = new Document("_id", SET_NAME).append("members", List.of(member));
    try (MongoClient first = MongoClients.create(direct)) {
      Await.until(
          "the replica set in its container is initiated on port " + port,
          DEADLINE,
          () ->
              first
                      .getDatabase("admin")
                      .runCommand(new Document("replSetInitiate", config))
                      .getDouble("ok")
                  == 1.0);
    }
  }

  @Override
  public String uri() {
    return "mongodb://127.0.0.1:%d/?replicaSet=%s".formatted(port, SET_NAME);
  }

  @Override
  public MongoClient client() {
    return client;
  }

  @Override
  public String kind() {
    return "a container of " + IMAGE;
  }

  @Override
  public boolean canStop() {
    return true;
  }

  @Override
  public void stop() {
    container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void startAgain() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    awaitWrites();
  }

  @Override
  public boolean canCutOplog() {
    return true;
  }

  /** Writes until the oldest entry is younger than the time at which it began. */
  @Override
  public void cutOplog() {
    BsonTimestamp now =
        client
            .getDatabase("admin")
            .runCommand(new Document("ping", 1))
            .get("operationTime", BsonTimestamp.class);
    MongoCollection<Document> filling = client.getDatabase("filling").getCollection("filling");
    Await.until(
        "the oplog of %d MB forgets".formatted(OPLOG_MEGABYTES),
        DEADLINE,
        () -> {
          filling.insertOne(new Document("bytes", new Binary(new byte[FILLING_BYTES])));
          return oldest().compareTo(now) > 0;
        });
    filling.drop();
  }

  private BsonTimestamp oldest() {
    Document first =
        client
            .getDatabase("local")
            .getCollection("oplog.rs")
            .find()
            .sort(new Document("$natural", 1))
            .first();
    return Objects.requireNonNull(first).get("ts", BsonTimestamp.class);
  }

  @Override
  public void close() {
    client.close();
    container.close();
  }

  private void awaitWrites() {
    Await.until(
        "MongoDB in its container takes writes on port " + port,
        DEADLINE,
        () ->
            client
                .getDatabase("admin")
                .runCommand(new Document("hello", 1))
                .getBoolean("isWritablePrimary"));
  }
}
