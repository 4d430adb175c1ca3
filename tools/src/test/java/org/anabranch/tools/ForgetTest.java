package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.testkit.servers.KafkaBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Subjects are forgotten in a topic that a real broker keeps and compacts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(240)
class ForgetTest {

  private static final String SECRET = "marker-of-a-subject-secret";
  private static @Nullable KafkaBroker broker;

  @TempDir private Path directory = Path.of(".");

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(Map.of("log.cleaner.backoff.ms", "100"));
    create(
        "quick",
        Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.0001",
            "segment.ms", "200",
            "max.compaction.lag.ms", "200"));
    create("slow", Map.of("cleanup.policy", "compact"));
  }

  private static void create(String topic, Map<String, String> settings) {
    broker().createTopic(topic, 1, settings);
  }

  @AfterAll
  static void stop() {
    broker().close();
  }

  private static KafkaBroker broker() {
    return Objects.requireNonNull(broker);
  }

  @BeforeEach
  void makeKeyset() {
    CommandRun made = CommandRun.of("create-keyset", "--file", keyset().toString(), "--name", "k1");
    assertThat(made.status()).isZero();
  }

  private Path keyset() {
    return directory.resolve("keyset.json");
  }

  private Map<String, String> options(String topic) {
    return Map.of(
        "key.store.bootstrap.servers",
        broker().bootstrapServers(),
        "key.store.topic",
        topic,
        "key.subject.secret",
        SECRET,
        "kek.local.keyset.file",
        keyset().toString());
  }

  private Path connector(String topic) throws Exception {
    StringBuilder json = new StringBuilder("{\"name\":\"capture\",\"config\":{\"tasks.max\":\"1\"");
    options(topic)
        .forEach(
            (name, value) ->
                json.append(",\"transforms.encrypt.%s\":\"%s\"".formatted(name, value)));
    return Files.writeString(directory.resolve("capture.json"), json + "}}");
  }

  private Path people(String... lines) throws Exception {
    return Files.write(directory.resolve("people.txt"), List.of(lines));
  }

  @Test
  void people_are_forgotten_while_connectors_run_and_the_log_is_waited_for() throws Exception {
    try (DataKeys keys = KeyOptions.open(options("quick"), true)) {
      keys.current(KeyPurpose.AUTHENTICATED, "ada@example.com");
      keys.current(KeyPurpose.INDEX, "ada@example.com");
      keys.current(KeyPurpose.AUTHENTICATED, "bob@example.com");

      CommandRun run =
          CommandRun.of(
              "forget",
              "--config",
              connector("quick").toString(),
              "--transform",
              "encrypt",
              "--subjects",
              people("ada@example.com", "eve@example.com").toString());

      assertThat(run.status()).as(run.said()).isEqualTo(4);
      assertThat(run.out())
          .contains("Subject 1 of 2")
          .contains("forgotten, 2 keys destroyed")
          .contains("NOT FOUND: there was never a key under key.name=default")
          .contains("Destroyed for 1 of 2 subjects.")
          .contains("NOT FOUND: 1 of 2 subjects never had a key");
      assertThat(run.said()).doesNotContain("example.com").doesNotContain(SECRET);
      for (String gone : List.of("ada@example.com", "eve@example.com")) {
        assertThatThrownBy(() -> keys.current(KeyPurpose.AUTHENTICATED, gone))
            .isInstanceOf(ForgottenKeyException.class);
      }
      assertThat(keys.current(KeyPurpose.AUTHENTICATED, "bob@example.com")).isNotNull();
    }
  }

  @Test
  void nobody_who_never_had_a_key_is_called_destroyed_also_the_second_time() throws Exception {
    for (int run = 0; run < 2; run++) {
      CommandRun misspelt = forget("abe@exmaple.com");
      assertThat(misspelt.status()).as(misspelt.said()).isEqualTo(4);
      assertThat(misspelt.out()).contains("NOT FOUND: 1 of 1").doesNotContain("Destroyed");
    }
    try (DataKeys keys = KeyOptions.open(options("quick"), true)) {
      keys.current(KeyPurpose.AUTHENTICATED, "abe@example.com");
    }
    for (String told : List.of("1 keys destroyed", "destroyed before")) {
      CommandRun run = forget("abe@example.com");
      assertThat(run.status()).as(run.said()).isZero();
      assertThat(run.out()).contains(told).contains("Destroyed: the key store has nothing left");
    }
  }

  @Test
  void nobody_is_forgotten_under_another_secret() throws Exception {
    try (DataKeys keys = KeyOptions.open(options("quick"), true)) {
      keys.current(KeyPurpose.AUTHENTICATED, "ian@example.com");
    }
    Path other = connector("quick");
    Files.writeString(other, Files.readString(other).replace(SECRET, "marker-of-another-secret"));
    CommandRun run =
        CommandRun.of(
            "forget",
            "--config",
            other.toString(),
            "--transform",
            "encrypt",
            "--subjects",
            people("ian@example.com").toString());
    assertThat(run.status()).as(run.said()).isEqualTo(2);
    assertThat(run.err()).contains("Subjects of key.name=default").contains("is another one");
    assertThat(run.said()).doesNotContain("Destroyed").doesNotContain("marker");
    assertThat(forget("ian@example.com").status()).isZero();
  }

  private CommandRun forget(String subject) throws Exception {
    return CommandRun.of(
        "forget",
        "--config",
        connector("quick").toString(),
        "--transform",
        "encrypt",
        "--subjects",
        people(subject).toString());
  }

  @Test
  void the_commands_of_the_page_do_what_it_says() throws Exception {
    try (DataKeys keys = KeyOptions.open(options("quick"), true)) {
      keys.current(KeyPurpose.AUTHENTICATED, "fay@example.com");
    }
    Files.delete(keyset());
    connector("quick");
    people("fay@example.com");
    String page = Files.readString(Path.of("../docs/operations/keys.md"));
    Matcher commands = Pattern.compile("(?m)^```bash\\ntools/anabranch (.+)\\n```").matcher(page);
    int run = 0;
    while (commands.find()) {
      String command =
          commands
              .group(1)
              .replace("/etc/anabranch/", directory + "/")
              .replace("capture.json", directory + "/capture.json")
              .replace("people.txt", directory + "/people.txt");
      CommandRun ran = CommandRun.of(command.split(" "));
      assertThat(ran.status()).as(command + ran.said()).isZero();
      run++;
    }
    assertThat(run).isEqualTo(3);
    assertThat(new KeysetFile(keyset()).read().keys()).hasSize(2);
  }

  @Test
  void what_the_log_still_has_is_said_and_not_called_destroyed() throws Exception {
    try (DataKeys keys = KeyOptions.open(options("slow"), true)) {
      keys.current(KeyPurpose.AUTHENTICATED, "ada@example.com");
      Path properties = directory.resolve("keys.properties");
      StringBuilder text = new StringBuilder();
      options("slow").forEach((name, value) -> text.append(name + "=" + value + "\n"));
      Files.writeString(properties, text);
      InputStream before = System.in;
      System.setIn(new ByteArrayInputStream("ada@example.com\n".getBytes(StandardCharsets.UTF_8)));
      try {
        CommandRun run =
            CommandRun.of("forget", "--config", properties.toString(), "--timeout-minutes", "0");
        assertThat(run.status()).as(run.said()).isEqualTo(3);
        assertThat(run.out()).contains("NOT GONE YET").doesNotContain("Destroyed");
      } finally {
        System.setIn(before);
      }
      assertThatThrownBy(() -> keys.current(KeyPurpose.AUTHENTICATED, "ada@example.com"))
          .isInstanceOf(ForgottenKeyException.class);
    }
  }

  @Test
  void what_is_missing_is_said_without_a_value() throws Exception {
    Path people = people("marker@example.com");
    CommandRun wrong =
        CommandRun.of(
            "forget", "--config", connector("quick").toString(), "--subjects", people.toString());
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("Name the transform that encrypts with --transform");

    Path looked = directory.resolve("looked-up.json");
    Files.writeString(looked, "{\"key.subject.secret\":\"${file:/run/secrets:marker}\"}");
    CommandRun provided =
        CommandRun.of("forget", "--config", looked.toString(), "--subjects", people.toString());
    assertThat(provided.status()).isEqualTo(2);
    assertThat(provided.err()).contains("key.subject.secret is looked up by a config provider");

    Files.writeString(looked, "{\"key.name\":\"x\", marker}");
    CommandRun broken =
        CommandRun.of("forget", "--config", looked.toString(), "--subjects", people.toString());
    assertThat(broken.err()).contains("begins like JSON and is none");
    assertThat(wrong.said() + provided.said() + broken.said()).doesNotContain("marker");
  }
}
