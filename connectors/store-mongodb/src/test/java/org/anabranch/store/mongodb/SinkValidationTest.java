package org.anabranch.store.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.store.mongodb.options.ConnectionOptions;
import org.anabranch.testkit.servers.MongoServer;
import org.anabranch.testkit.servers.PluginDirectories;
import org.anabranch.testkit.servers.Ports;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.bson.BsonDocument;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SinkValidationTest {

  private static Map<String, String> configuration(String url) {
    Map<String, String> configuration = new HashMap<>();
    configuration.put("name", "sink");
    configuration.put("topics", "a.shop.chats");
    configuration.put(ConnectionOptions.URL, url);
    configuration.put("context.origin", "a");
    configuration.put("context.origins", "a,b");
    configuration.put("context.lanes", "4");
    return configuration;
  }

  private static List<String> errors(Map<String, String> configuration) {
    return new MongoDbMergeSinkConnector()
        .validate(configuration).configValues().stream()
            .map(ConfigValue::errorMessages)
            .flatMap(List::stream)
            .toList();
  }

  @Test
  void a_replica_set_with_transactions_is_fine() {
    try (MongoServer server = MongoServer.start()) {
      assertThat(errors(configuration(server.uri()))).isEmpty();
    }
  }

  @Test
  void the_configuration_that_admins_deploy_is_fine() throws IOException {
    Path file = PluginDirectories.projectRoot().resolve("connect-configs/mongodb/sink.json");
    Map<String, String> configuration = new HashMap<>();
    BsonDocument deployed = BsonDocument.parse(Files.readString(file, StandardCharsets.UTF_8));
    deployed
        .getDocument("config")
        .forEach((name, value) -> configuration.put(name, value.asString().getValue()));
    configuration.put("name", deployed.getString("name").getValue());

    try (MongoServer server = MongoServer.start()) {
      String url = configuration.put(ConnectionOptions.URL, server.uri());

      assertThat(url).isEqualTo("${env:AWS_MONGODB_URI}");
      assertThat(errors(configuration)).isEmpty();
    }
  }

  @Test
  void tables_that_are_collections_elsewhere_are_merged_in_transactions_only() {
    try (MongoServer server = MongoServer.start()) {
      Map<String, String> configuration = configuration(server.uri());
      configuration.put("document.mapping", "shop.chat = shop.chats (id uuid = _id, body text)");
      assertThat(errors(configuration)).isEmpty();

      configuration.put("merge.transactions", "auto");

      assertThat(errors(configuration))
          .containsExactly(
              "merge.transactions=auto and document.mapping do not go together: tables that are"
                  + " collections elsewhere are merged in transactions only. Set"
                  + " merge.transactions=required");
    }
  }

  @Test
  void a_mapping_that_cannot_be_read_is_told_of_once_and_so_is_an_unknown_use_of_transactions() {
    Map<String, String> configuration = configuration("mongodb://127.0.0.1:" + Ports.free());
    configuration.put("document.mapping", "shop.chat");
    assertThat(errors(configuration))
        .singleElement()
        .asString()
        .startsWith("document.mapping, table number 1");

    configuration.put("document.mapping", "");
    configuration.put("merge.transactions", "sometimes");
    assertThat(errors(configuration)).singleElement().asString().contains("sometimes");
  }

  @Test
  void a_server_without_transactions_is_refused() {
    try (MongoServer server = MongoServer.startWithoutTransactions()) {
      assertThat(errors(configuration(server.uri())))
          .singleElement()
          .asString()
          .contains("no multi-document transactions")
          .contains("Use a replica set")
          .contains("merge.transactions=auto");
    }
  }

  @Test
  void a_server_without_transactions_is_fine_where_that_is_accepted() {
    try (MongoServer server = MongoServer.startWithoutTransactions()) {
      Map<String, String> configuration = configuration(server.uri());
      configuration.put("merge.transactions", "auto");

      assertThat(errors(configuration)).isEmpty();
    }
  }

  @Test
  void a_server_that_is_away_is_told_of_with_what_to_look_at() {
    String url =
        "mongodb://127.0.0.1:"
            + Ports.free()
            + "/?replicaSet=rs0&serverSelectionTimeoutMS=500&connectTimeoutMS=500";

    assertThat(errors(configuration(url)))
        .singleElement()
        .asString()
        .contains("Look at hosts, ports");
  }

  @Test
  void columns_with_merges_that_fields_cannot_have_are_refused() {
    try (MongoServer server = MongoServer.start()) {
      Map<String, String> configuration = configuration(server.uri());
      configuration.put("merge.columns", "shop.chats.likes:counter");

      assertRefused(configuration, "shop.chats: likes is merged by counter", "merge.columns");
      configuration.put("merge.columns", "shop.chats.likes:json(a=set)");
      assertRefused(configuration, "likes is merged by json(a=set)", "path by path (json)");
    }
  }

  @Test
  void fields_that_go_to_their_last_writer_or_path_by_path_are_fine() {
    try (MongoServer server = MongoServer.start()) {
      Map<String, String> configuration = configuration(server.uri());
      configuration.put("merge.columns", "shop.chats.likes:register, shop.chats.settings:json");
      configuration.put("merge.strategy.shop.notes", "per-column");

      assertThat(errors(configuration)).isEmpty();
    }
  }

  @Test
  void ciphertexts_with_an_index_are_refused_beside_a_merge_by_field() {
    try (MongoServer server = MongoServer.start()) {
      Map<String, String> configuration = configuration(server.uri());
      configuration.put("merge.strategy", "per-column");
      configuration.put("encrypted.columns", "shop.chats.secret:secret_index");

      assertRefused(configuration, "a ciphertext and its index", "encrypted.columns");
    }
  }

  @Test
  void a_merge_by_field_without_transactions_is_refused() {
    try (MongoServer server = MongoServer.start()) {
      for (String use : List.of("auto", "never")) {
        Map<String, String> configuration = configuration(server.uri());
        configuration.put("merge.strategy", "per-column");
        configuration.put("merge.transactions", use);

        assertRefused(configuration, "needs transactions", "merge.transactions is " + use);
      }
    }
  }

  @Test
  void a_table_of_another_region_is_not_merged_by_field() {
    try (MongoServer server = MongoServer.start()) {
      Map<String, String> configuration = configuration(server.uri());
      configuration.put("merge.strategy", "per-column");
      configuration.put("document.mapping", "shop.chats = shop.chats (id bigint = _id, a text)");

      assertRefused(configuration, "shop.chats is a table in other regions", "last-writer-wins");
    }
  }

  private static void assertRefused(Map<String, String> configuration, String... why) {
    assertThat(errors(configuration)).singleElement().asString().contains(why);
    assertThatThrownBy(() -> new MongoDbMergeSinkConnector().start(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(why);
    assertThatThrownBy(() -> new MongoDbMergeSinkTask().start(configuration))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(why);
  }

  @Test
  void a_connection_string_with_a_password_is_refused_without_telling_it() {
    assertThat(errors(configuration("mongodb://app:s3cret@db.example/")))
        .singleElement()
        .asString()
        .contains("connection.password")
        .doesNotContain("s3cret");
    assertThat(errors(configuration("postgres://db.example/")))
        .singleElement()
        .asString()
        .contains("mongodb://<host>");
  }
}
