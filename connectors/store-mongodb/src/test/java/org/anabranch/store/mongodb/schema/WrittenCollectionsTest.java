package org.anabranch.store.mongodb.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.HashSet;
import org.anabranch.model.change.TableName;
import org.anabranch.records.mapping.DocumentMapping;
import org.anabranch.sink.store.StoreException;
import org.anabranch.testkit.servers.MongoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WrittenCollectionsTest {

  private static final TableName NOTE = new TableName("shop", "note");

  private final MongoServer server = MongoServer.start();
  private final MongoDatabase shop = server.client().getDatabase("shop");
  private long nanos;
  private final WrittenCollections collections =
      new WrittenCollections(server.client(), DocumentMapping.NONE, () -> nanos);

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean there() {
    return shop.listCollectionNames().into(new HashSet<>()).contains(NOTE.table());
  }

  @Test
  void one_that_is_wanted_in_a_transaction_is_created_before_the_next_one() {
    assertThatThrownBy(() -> collections.want(NOTE))
        .isInstanceOf(StoreException.Contended.class)
        .hasMessageContaining("shop.note");
    assertThat(there()).isFalse();

    collections.createWanted();
    collections.want(NOTE);

    assertThat(there()).isTrue();
  }

  @Test
  void one_that_an_application_creates_at_the_same_time_is_its() {
    assertThatThrownBy(() -> collections.want(NOTE)).isInstanceOf(StoreException.Contended.class);
    shop.createCollection(NOTE.table());

    collections.createWanted();

    assertThat(there()).isTrue();
  }

  @Test
  void one_that_was_dropped_is_created_again_after_a_while() {
    collections.ensure(NOTE);
    shop.getCollection(NOTE.table()).drop();
    collections.ensure(NOTE);
    assertThat(there()).as("it is not asked for each time").isFalse();

    nanos += Duration.ofSeconds(11).toNanos();
    collections.ensure(NOTE);

    assertThat(there()).isTrue();
  }

  @Test
  void where_it_cannot_be_created_the_error_names_it_and_what_was_tried() {
    TableName bad = new TableName("shop", "$note");

    assertThatThrownBy(() -> collections.ensure(bad))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("shop.$note")
        .hasMessageContaining("changeStreamPreAndPostImages");
  }
}
