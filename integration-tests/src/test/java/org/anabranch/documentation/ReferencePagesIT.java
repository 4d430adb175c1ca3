package org.anabranch.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.anabranch.testkit.servers.PluginDirectories;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages in docs/reference; {@code -Dreference.write=true} writes them anew. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReferencePagesIT {

  private static final String SERVICES =
      "transforms/src/main/resources/META-INF/services/"
          + "org.apache.kafka.connect.transforms.Transformation";

  @Test
  void the_page_of_postgres_captures_says_what_its_options_are() throws Exception {
    check(
        capturePage(
            "anabranch-capture-postgres",
            "org.anabranch.capture.postgres.PostgresCaptureConnector",
            "io.debezium.connector.postgresql.PostgresConnector",
            "PostgreSQL"));
  }

  @Test
  void the_page_of_mongodb_captures_says_what_its_options_are() throws Exception {
    check(
        capturePage(
            "anabranch-capture-mongodb",
            "org.anabranch.capture.mongodb.MongoDbCaptureConnector",
            "io.debezium.connector.mongodb.MongoDbConnector",
            "MongoDB"));
  }

  private static ReferencePage capturePage(
      String artifactId, String ours, String debezium, String database) throws Exception {
    Path plugin = plugin(artifactId);
    Map<String, ConfigKey> theirs = options(plugin, debezium).configKeys();
    List<ConfigKey> added =
        options(plugin, ours).configKeys().values().stream()
            .filter(key -> !theirs.containsKey(key.name))
            .toList();
    return new ReferencePage(
        ours,
        added,
        "All options of Debezium's connector for "
            + database
            + " are taken under their own names; these are added.");
  }

  @Test
  void the_merge_sinks_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.store.postgres.PostgresMergeSinkConnector";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-store-postgres"), ours).configKeys().values();
    check(new ReferencePage(ours, keys, ""));
  }

  @Test
  void the_page_of_the_merge_sink_for_mongodb_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.store.mongodb.MongoDbMergeSinkConnector";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-store-mongodb"), ours).configKeys().values();
    check(new ReferencePage(ours, keys, ""));
  }

  @Test
  void the_resend_sinks_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.store.postgres.resend.PostgresResendSinkConnector";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-store-postgres"), ours).configKeys().values();
    check(
        new ReferencePage(
            ours,
            keys,
            "A record's key is a subject; the subject's rows are sent again, so that filters on"
                + " their way judge them anew."));
  }

  /** By transform what its page says of it beside its options. */
  private static final Map<String, String> TRANSFORMS =
      Map.ofEntries(
          Map.entry("Assemble$Value", "`Assemble$Value` puts values together again."),
          Map.entry(
              "DecryptFields$Value",
              "`DecryptFields$Value` decrypts values, `DecryptFields$Key` keys."),
          Map.entry(
              "DropEmbeddings$Value",
              "`DropEmbeddings$Value` takes vectors out of values; there is none for keys, since no"
                  + " vector is one."),
          Map.entry(
              "EncryptFields$Value",
              "`EncryptFields$Value` encrypts values, `EncryptFields$Key` keys, which takes only"
                  + " deterministic and format-preserving modes, and no bind.key."),
          Map.entry(
              "ExpireContext$Value",
              "`ExpireContext$Value` judges a record by its row; there is none for keys. It belongs"
                  + " into sinks, for the changes of other regions (docs/operations/expiry.md)."),
          Map.entry(
              "FromContextEvent$Value",
              "`FromContextEvent$Value` works on values; there is none for keys."),
          Map.entry(
              "GeoFilter$Value",
              "`GeoFilter$Value` decides what may go to another region; there is none for keys,"
                  + " which go or stay with their rows. The predicate `DestinationMay` takes the"
                  + " options of the policy, the converters and the consents."),
          Map.entry("MaskFields$Value", "`MaskFields$Value` masks values, `MaskFields$Key` keys."),
          Map.entry(
              "OnlyChanges$Value",
              "`OnlyChanges$Value` leaves out of updates what they leave alone; there is none for"
                  + " keys, of which every column is needed."),
          Map.entry(
              "RouteByPriority",
              "It works on the topic, by the table, so there is one for whole records. Read"
                  + " docs/operations/priorities.md before you change its options."),
          Map.entry(
              "Segment$Value",
              "`Segment$Value` puts values into parts that are too large for their topic; there is"
                  + " none for keys."),
          Map.entry(
              "ToContextEvent$Value",
              "`ToContextEvent$Value` works on values; there is none for keys."));

  /** Those for keys have the page of those for values. */
  static List<String> transforms() throws IOException {
    Path services = PluginDirectories.projectRoot().resolve(SERVICES);
    return Files.readAllLines(services).stream().filter(name -> !name.endsWith("$Key")).toList();
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void a_transforms_page_says_what_its_options_are(String className) throws Exception {
    String name = className.substring(className.lastIndexOf('.') + 1);
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), className).configKeys().values();
    check(
        new ReferencePage(
            className.replaceFirst("[$]Value$", ""),
            keys,
            Objects.requireNonNull(TRANSFORMS.get(name), name)));
  }

  @Test
  void the_avro_converters_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.converters.AvroContextConverter";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-converters"), ours).configKeys().values();
    check(
        new ReferencePage(
            ours,
            keys,
            "In a connector's or worker's configuration each option stands after `key.converter.` or"
                + " `value.converter.`. Headers for every request to the registry may be added as"
                + " `request.header.<name>`."));
  }

  @Test
  void the_json_converters_page_says_what_its_options_are() throws Exception {
    Path plugin = plugin("anabranch-converters");
    Map<String, ConfigKey> kafkas =
        options(plugin, "org.apache.kafka.connect.json.JsonConverter").configKeys();
    String ours = "org.anabranch.converters.JsonContextConverter";
    List<ConfigKey> added =
        options(plugin, ours).configKeys().values().stream()
            .filter(
                key ->
                    !kafkas.containsKey(key.name)
                        || !Objects.equals(key.defaultValue, kafkas.get(key.name).defaultValue))
            .toList();
    check(
        new ReferencePage(
            ours,
            added,
            "All options of Kafka's `JsonConverter` are taken under their own names; these are added"
                + " or have another default."));
  }

  private static void check(ReferencePage page) throws IOException {
    String name = page.className().replaceAll(".*\\.", "") + ".md";
    Path file = PluginDirectories.projectRoot().resolve("docs/reference").resolve(name);
    if (Boolean.getBoolean("reference.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, page.text());
    }
    assertThat(file)
        .as("write it anew: mvn verify -Dit.test=ReferencePagesIT -Dreference.write=true")
        .hasContent(page.text());
  }

  private static Path plugin(String artifactId) {
    return PluginDirectories.of(artifactId).get(0).resolve(artifactId);
  }

  private static ConfigDef options(Path plugin, String className) throws Exception {
    try (Stream<Path> jars = Files.list(plugin);
        URLClassLoader loader =
            new URLClassLoader(jars.map(ReferencePagesIT::url).toArray(URL[]::new))) {
      // As Connect does: options whose default is a class look for it here.
      ClassLoader before = Thread.currentThread().getContextClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      try {
        Object made = loader.loadClass(className).getDeclaredConstructor().newInstance();
        if (made instanceof Converter converter) {
          return converter.config();
        }
        return made instanceof Transformation<?> transform
            ? transform.config()
            : ((Connector) made).config();
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
