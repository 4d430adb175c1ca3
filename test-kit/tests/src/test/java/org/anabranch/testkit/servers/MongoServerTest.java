package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import org.bson.Document;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MongoServerTest {

  @Test
  void keeps_its_data_and_its_address_over_an_outage() {
    try (MongoServer server = MongoServer.start()) {
      MongoCollection<Document> chats = server.client().getDatabase("app").getCollection("chats");
      chats.insertOne(new Document("_id", 1).append("text", "kept"));
      String before = server.uri();

      server.restart();

      assertThat(server.uri()).isEqualTo(before);
      assertThat(chats.find()).containsExactly(new Document("_id", 1).append("text", "kept"));
    }
  }

  @Test
  void shows_a_transaction_in_the_change_stream_once_it_is_committed() {
    try (MongoServer server = MongoServer.start();
        ClientSession session = server.client().startSession()) {
      MongoCollection<Document> chats = server.client().getDatabase("app").getCollection("chats");
      try (var changes = server.client().watch().cursor()) {
        session.startTransaction();
        chats.insertOne(session, new Document("_id", 1));
        assertThat(changes.tryNext()).isNull();
        session.commitTransaction();
        ChangeStreamDocument<Document> change = changes.next();
        assertThat(change.getTxnNumber()).isNotNull();
      }
    }
  }
}
