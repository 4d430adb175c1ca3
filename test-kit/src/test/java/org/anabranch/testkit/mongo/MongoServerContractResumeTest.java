package org.anabranch.testkit.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** https://www.mongodb.com/docs/manual/changeStreams/, "Resume a Change Stream". */
class MongoServerContractResumeTest extends MongoContract {

  // changeStreams, "Resume a Change Stream"
  @Test
  void resumes_behind_a_token_or_at_a_time() {
    BsonTimestamp begin = null;
    BsonDocument token;
    try (var stream = open(collection().watch())) {
      collection()
          .insertMany(
              List.of(new Document("_id", 1), new Document("_id", 2), new Document("_id", 3)));
      List<ChangeStreamDocument<Document>> events = next(stream, 3);
      token = events.get(0).getResumeToken();
      begin = events.get(1).getClusterTime();
    }
    try (var resumed = open(collection().watch().resumeAfter(token))) {
      assertThat(documents(next(resumed, 2)))
          .isEqualTo(List.of(new Document("_id", 2), new Document("_id", 3)));
    }
    try (var resumed = open(collection().watch().startAfter(token))) {
      assertThat(documents(next(resumed, 2)))
          .isEqualTo(List.of(new Document("_id", 2), new Document("_id", 3)));
    }
    try (var resumed = open(collection().watch().startAtOperationTime(begin))) {
      assertThat(documents(next(resumed, 2)))
          .isEqualTo(List.of(new Document("_id", 2), new Document("_id", 3)));
    }
  }

  @Test
  void resumes_in_the_middle_of_a_transaction() {
    BsonDocument token;
    try (var stream = open(collection().watch());
        ClientSession session = client().startSession()) {
      session.startTransaction();
      collection()
          .insertMany(
              session,
              List.of(new Document("_id", 1), new Document("_id", 2), new Document("_id", 3)));
      session.commitTransaction();
      token = next(stream, 3).get(0).getResumeToken();
    }
    try (var resumed = open(collection().watch().resumeAfter(token))) {
      assertThat(documents(next(resumed, 2)))
          .isEqualTo(List.of(new Document("_id", 2), new Document("_id", 3)));
    }
  }

  @Test
  void has_a_token_to_resume_from_while_nothing_happens() {
    BsonDocument token;
    try (var stream = open(collection().watch())) {
      stream.tryNext();
      token = stream.getResumeToken();
      assertThat(token).isNotNull();
    }
    collection().insertOne(new Document("_id", 1));
    try (var resumed = open(collection().watch().resumeAfter(token))) {
      assertThat(next(resumed, 1)).hasSize(1);
    }
  }

  // reference/error-codes: 286 ChangeStreamHistoryLost
  @Test
  void says_that_the_history_is_lost_when_the_oplog_does_not_reach_back() {
    assumeTrue(server().canCutOplog(), "this server's oplog cannot be cut");
    BsonDocument token;
    try (var stream = open(collection().watch())) {
      collection().insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
      token = next(stream, 2).get(0).getResumeToken();
    }
    server().cutOplog();
    assertThat(refusal(() -> open(collection().watch().resumeAfter(token)).close()).getCode())
        .isEqualTo(286);
    try (var stream = open(collection().watch())) {
      collection().insertOne(new Document("_id", 3));
      assertThat(next(stream, 1)).hasSize(1);
    }
  }
}
