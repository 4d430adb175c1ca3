package org.anabranch.store.mongodb.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.anabranch.testkit.servers.MongoServer;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SinkCollectionsTest {

  /** What is asked of the server, since the emulator keeps none but unique indexes. */
  private final List<BsonDocument> asked = new CopyOnWriteArrayList<>();

  @Test
  void they_are_created_twice_without_harm_and_hidden_versions_have_an_index_of_their_own() {
    try (MongoServer server = MongoServer.start();
        MongoClient client = listening(server)) {
      SinkCollections.ensure(client);
      SinkCollections.ensure(client);
      Set<String> names =
          client.getDatabase("anabranch").listCollectionNames().into(new HashSet<>());
      assertThat(names).contains("watermark", "version", "floor", "conflict", "parked", "altered");
    }
    assertThat(asked)
        .contains(
            BsonDocument.parse(
                "{key: {hidden: 1, key_hash: 1}, name: 'hidden',"
                    + " partialFilterExpression: {hidden: true}}"));
  }

  private MongoClient listening(MongoServer server) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(server.uri()))
            .addCommandListener(
                new CommandListener() {
                  @Override
                  public void commandStarted(CommandStartedEvent event) {
                    if (event.getCommandName().equals("createIndexes")) {
                      event.getCommand().getArray("indexes").stream()
                          .map(BsonValue::asDocument)
                          .forEach(index -> asked.add(BsonDocument.parse(index.toJson())));
                    }
                  }
                })
            .build());
  }
}
