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

/** The pages in docs/reference; {@code -Dreference.write=true} writes them anew. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReferencePagesIT {

  @Test
  void the_captures_page_says_what_its_options_are() throws Exception {
    Path plugin = plugin("anabranch-capture-postgres");
    Map<String, ConfigKey> debezium =
        options(plugin, "io.debezium.connector.postgresql.PostgresConnector").configKeys();
    String ours = "org.anabranch.capture.postgres.PostgresCaptureConnector";
    List<ConfigKey> added =
        options(plugin, ours).configKeys().values().stream()
            .filter(key -> !debezium.containsKey(key.name))
            .toList();
    check(
        new ReferencePage(
            ours,
            added,
            "All options of Debezium's connector for PostgreSQL are taken under their own names;"
                + " these are added."));
  }

  @Test
  void the_merge_sinks_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.store.postgres.PostgresMergeSinkConnector";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-store-postgres"), ours).configKeys().values();
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

  @Test
  void the_masking_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.MaskFields";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
    check(new ReferencePage(ours, keys, "`MaskFields$Value` masks values, `MaskFields$Key` keys."));
  }

  @Test
  void the_encrypting_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.EncryptFields";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
    check(
        new ReferencePage(
            ours,
            keys,
            "`EncryptFields$Value` encrypts values, `EncryptFields$Key` keys, which takes only"
                + " deterministic and format-preserving modes, and no bind.key."));
  }

  @Test
  void the_decrypting_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.DecryptFields";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
    check(
        new ReferencePage(
            ours, keys, "`DecryptFields$Value` decrypts values, `DecryptFields$Key` keys."));
  }

  @Test
  void the_filtering_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.GeoFilter";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
    check(
        new ReferencePage(
            ours,
            keys,
            "`GeoFilter$Value` decides what may go to another region; there is none for keys, which"
                + " go or stay with their rows. The predicate `DestinationMay` takes the options of"
                + " the policy, the converters and the consents."));
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

  @Test
  void the_expiring_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.ExpireContext";
  }

  @Test
  void the_segmenting_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.Segment";
  }

  @Test
  void the_narrowing_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.OnlyChanges";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
    check(
        new ReferencePage(
            ours,
            keys,
            "`ExpireContext$Value` judges a record by its row; there is none for keys. It belongs"
                + " into sinks, for the changes of other regions (docs/operations/expiry.md)."));
  }

  @Test
  void the_routing_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.RouteByPriority";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours).configKeys().values();
  }

  @Test
            "`OnlyChanges$Value` leaves out of updates what they leave alone; there is none for"
                + " keys, of which every column is needed."));
  }

  @Test
  void the_embeddings_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.DropEmbeddings";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
    check(
        new ReferencePage(
            ours,
            keys,
            "It works on the topic, by the table, so there is one for whole records. Read"
                + " docs/operations/priorities.md before you change its options."));
  }

  @Test
            "`Segment$Value` puts values into parts that are too large for their topic; there is"
                + " none for keys."));
  }

  @Test
  void the_assembling_transforms_page_says_what_its_options_are() throws Exception {
    String ours = "org.anabranch.transforms.Assemble";
    Collection<ConfigKey> keys =
        options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
    check(new ReferencePage(ours, keys, "`Assemble$Value` puts values together again."));
  }

  @Test
  void the_pages_of_the_transforms_to_and_from_events_say_what_their_options_are()
      throws Exception {
    for (String name : List.of("ToContextEvent", "FromContextEvent")) {
      String ours = "org.anabranch.transforms." + name;
      Collection<ConfigKey> keys =
          options(plugin("anabranch-transforms"), ours + "$Value").configKeys().values();
      check(
          new ReferencePage(
              ours, keys, "`%s$Value` works on values; there is none for keys.".formatted(name)));
    }
  }

  @Test
            "`DropEmbeddings$Value` takes vectors out of values; there is none for keys, since no"
                + " vector is one."));
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
