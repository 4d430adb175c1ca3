package org.anabranch.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.anabranch.keys.config.KeyOptions;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.model.change.KeyHash;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.keys.Forgetting;
import org.anabranch.tools.keys.KeyConfiguration;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch forget}: docs/operations/keys.md. */
@Command(
    name = "forget",
    description =
        "Destroys the data keys of people, so that nobody reads any more what was encrypted for them,"
            + " and waits until nothing of the keys is left in the key store. There is no way back.",
    footer = {
      "",
      "Exit status: 0 destroyed, 2 error, 3 forgotten, but not gone from the key store in time; run"
          + " it again, 4 somebody never had a key, the others' are destroyed."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description =
          "The configuration of a connector that encrypts, JSON or properties: key.store and what"
              + " belongs to it, key.name, key.subject.secret.")
  private @Nullable Path config;

  @Option(
      names = "--transform",
      paramLabel = "NAME",
      description =
          "The name that the configuration gives the transform that encrypts. Not needed where the"
              + " options stand in the file without a prefix.")
  private @Nullable String transform;

  @Option(
      names = "--subjects",
      paramLabel = "FILE",
      description =
          "Who is forgotten, one subject a line, as the field of key.subject.field has it. Standard"
              + " input where it is not given.")
  private @Nullable Path subjects;

  @Option(
      names = "--timeout-minutes",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "How long to wait until the keys are gone from the key store (default:"
              + " ${DEFAULT-VALUE}).")
  private int timeoutMinutes;

  @Override
  public Integer call() {
    Map<String, String> options = KeyConfiguration.read(Objects.requireNonNull(config), transform);
    List<String> people = people();
    try (KeyStore store = KeyOptions.openStore(options)) {
      Forgetting forgetting =
          new Forgetting(
              store,
              options.getOrDefault(KeyOptions.NAME, KeyOptions.NAME_DEFAULT),
              KeyOptions.subjects(options),
              Waiting.REAL,
              this::say);
      Set<KeyHash> forgotten = forgetting.forget(people, System.currentTimeMillis());
      if (forgetting.awaitErased(forgotten, Duration.ofMinutes(timeoutMinutes))) {
        return told(forgotten.size(), forgetting.notFound()).code();
      }
      say(
          "NOT GONE YET: no connector uses the keys any more, but the key store still has them where"
              + " they were overwritten. docs/operations/keys.md says what keeps them; run this"
              + " again.");
      return ExitStatus.UNDECIDED.code();
    } catch (ConfigException | ConnectException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
  }

  private ExitStatus told(int forgotten, int notFound) {
    if (notFound == 0) {
      say("Destroyed: the key store has nothing left to read their fields with.");
      return ExitStatus.OK;
    }
    int found = forgotten - notFound;
    if (found > 0) {
      say("Destroyed for %d of %d subjects.".formatted(found, forgotten));
    }
    say(
        "NOT FOUND: %d of %d subjects never had a key, see above. Correct them, and run this again."
            .formatted(notFound, forgotten));
    return ExitStatus.NOT_FOUND;
  }

  private List<String> people() {
    try (BufferedReader in = reader()) {
      List<String> lines = in.lines().toList();
      if (lines.isEmpty() || lines.contains("")) {
        throw new ToolException("Give one subject a line, and no empty line");
      }
      return lines;
    } catch (IOException e) {
      throw new ToolException("--subjects cannot be read: " + e.getMessage(), e);
    }
  }

  private BufferedReader reader() throws IOException {
    return subjects == null
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : Files.newBufferedReader(subjects);
  }

  private void say(String line) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
