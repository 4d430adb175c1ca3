package org.anabranch.store.mongodb.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.bulk.WriteConcernError;
import java.util.List;
import java.util.Set;
import org.anabranch.sink.store.StoreException;
import org.bson.BsonDocument;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exceptions as the driver makes them of a server's answer. The codes are those of the driver
 * specification "Server Discovery and Monitoring", section "not writable primary and node is
 * recovering".
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MongoFailuresTest {

  private static final ServerAddress SERVER = new ServerAddress();
  private static final int UNSATISFIABLE_WRITE_CONCERN = 100;

  private static WriteConcernError concern(int code) {
    return new WriteConcernError(code, "", "of a document: secret", new BsonDocument());
  }

  private static MongoException bulk(WriteConcernError concern, BulkWriteError... errors) {
    return new MongoBulkWriteException(
        BulkWriteResult.unacknowledged(), List.of(errors), concern, SERVER, Set.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {91, 189, 10058, 10107, 11600, 11602, 13435, 13436})
  void a_bulk_that_a_leaving_server_did_not_acknowledge_is_tried_again(int code) {
    assertThat(MongoFailures.of(bulk(concern(code)), "WriteDocument", true))
        .isInstanceOf(StoreException.Unreachable.class)
        .hasMessageContaining("code " + code)
        .hasMessageNotContaining("secret");
  }

  @Test
  void a_single_write_that_a_leaving_server_did_not_acknowledge_is_tried_again() {
    MongoException failure =
        new MongoWriteConcernException(
            concern(189), WriteConcernResult.unacknowledged(), SERVER, List.of());

    assertThat(MongoFailures.of(failure, "write", false))
        .isInstanceOf(StoreException.Unreachable.class)
        .hasMessageContaining("code 189");
  }

  @Test
  void a_write_concern_that_the_server_can_never_fulfil_stops_with_its_code() {
    assertThat(MongoFailures.of(bulk(concern(UNSATISFIABLE_WRITE_CONCERN)), "write", true))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("code 100");
  }

  @Test
  void an_error_of_a_write_counts_before_that_of_the_write_concern() {
    BulkWriteError duplicate =
        new BulkWriteError(
            MongoFailures.DUPLICATE_KEY, "index: _id_ dup key", new BsonDocument(), 0);
    MongoException both = bulk(concern(91), duplicate);

    assertThat(MongoFailures.code(both)).isEqualTo(MongoFailures.DUPLICATE_KEY);
    assertThat(MongoFailures.isOfKey(both)).isTrue();
  }
}
