package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.TABLE;
import static org.anabranch.sink.store.NoteChange.by;
import static org.anabranch.sink.store.NoteChange.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import java.util.List;
import java.util.Set;
import org.anabranch.records.document.DocumentId;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.ContextStore;
import org.anabranch.sink.store.Statement.ClaimVersions;
import org.anabranch.sink.store.Statement.DropVersions;
import org.anabranch.sink.store.Statement.LockRows;
import org.anabranch.sink.store.Statement.LockVersions;
import org.anabranch.sink.store.Statement.RestoreRows;
import org.anabranch.sink.store.Statement.RowTarget;
import org.anabranch.sink.store.Statement.UpsertRows;
import org.anabranch.sink.store.StoreException;
import org.anabranch.sink.store.StoreTransaction;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * What docs/decisions/030 relies on: a transaction sees what was there when it began, and fails
 * where it writes what another one has written since
 * (https://www.mongodb.com/docs/manual/core/transactions-production-consideration/).
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SnapshotsAndLocksTest {

  private final TestDeployment deployment = new TestDeployment();
  private final ContextStore store = deployment.open();

  @BeforeEach
  void prepare() {
    store.prepare(Set.of(TABLE));
    save("{_id: {\"$numberLong\": \"1\"}, body: \"before\"}");
  }

  @AfterEach
  void stop_all() {
    store.close();
    deployment.close();
  }

  private void save(String json) {
    BsonDocument document = BsonDocument.parse(json);
    deployment.collection(TABLE).deleteOne(Filters.eq("_id", DocumentId.in(document)));
    deployment.collection(TABLE).insertOne(document);
  }

  private static List<RowTarget> targets(Arrival arrival) {
    return List.of(new RowTarget(arrival.versionKey(), arrival));
  }

  @Test
  void a_local_write_between_the_look_and_the_write_is_not_overwritten() {
    Arrival arrival = by(B, 5).writes(1, "remote").arrival();
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(new LockRows(targets(arrival)));
      save("{_id: {\"$numberLong\": \"1\"}, body: \"local\"}");

      assertThatThrownBy(() -> transaction.execute(new UpsertRows(TABLE, targets(arrival))))
          .isInstanceOf(StoreException.Contended.class);
    }

    assertThat(deployment.collection(TABLE).find().first())
        .isEqualTo(BsonDocument.parse("{_id: {\"$numberLong\": \"1\"}, body: \"local\"}"));
  }

  @Test
  void a_document_that_was_missing_and_is_inserted_meanwhile_is_not_overwritten() {
    Arrival arrival = by(B, 5).writes(2, "remote").arrival();
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(new LockRows(targets(arrival)));
      save("{_id: {\"$numberLong\": \"2\"}, body: \"local\"}");

      assertThatThrownBy(() -> transaction.execute(new RestoreRows(TABLE, targets(arrival))))
          .isInstanceOf(StoreException.Contended.class);
    }
  }

  @Test
  void a_version_that_was_dropped_since_the_transaction_began_cannot_be_locked() {
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(new ClaimVersions(List.of(keyOf(1))));
      transaction.commit();
    }
    try (StoreTransaction transaction = store.begin();
        StoreTransaction dropping = store.begin()) {
      transaction.execute(new LockRows(targets(by(B, 5).writes(1, "x").arrival())));
      dropping.execute(new DropVersions(List.of(keyOf(1))));
      dropping.commit();

      assertThatThrownBy(
              () -> {
                transaction.execute(new ClaimVersions(List.of(keyOf(1))));
                transaction.execute(new LockVersions(List.of(keyOf(1))));
              })
          .isInstanceOf(StoreException.Contended.class);
    }
  }

  @Test
  void a_document_that_is_only_looked_at_stays_free() {
    Arrival arrival = by(B, 5).writes(1, "remote").arrival();
    try (StoreTransaction transaction = store.begin()) {
      transaction.execute(new LockRows(targets(arrival)));
      save("{_id: {\"$numberLong\": \"1\"}, body: \"local\"}");
      transaction.commit();
    }

    assertThat(deployment.collection(TABLE).countDocuments()).isEqualTo(1);
  }
}
