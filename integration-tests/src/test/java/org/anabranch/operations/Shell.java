package org.anabranch.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.PluginDirectories;

/**
 * Runs commands of a page as a person would: in bash, at the project's root, with the variables
 * that the page names. A command that fails ends its block.
 */
public final class Shell {

  private final Map<String, String> environment;
  private final Map<String, String> names;

  /**
   * A shell.
   *
   * @param names what stands for names on the page, such as origins, where a test has others
   */
  public Shell(Map<String, String> environment, Map<String, String> names) {
    this.environment = Map.copyOf(environment);
    this.names = new LinkedHashMap<>(names);
  }

  /** The same with more variables. */
  public Shell with(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(variables);
    return new Shell(all, names);
  }

  /** How a block ended, and what it printed. */
  record Result(String commands, int status, String output) {

    Result orFail() {
      if (status != 0) {
        throw new AssertionError("Exit status %d of\n%s\n%s".formatted(status, commands, output));
      }
      return this;
    }

    @Override
    public String toString() {
      return "exit status %d, %s".formatted(status, output);
    }
  }

  /** Runs a block; fails with what it printed if its exit status is not 0. */
  public String run(String commands) {
    return execute(commands).orFail().output();
  }

  /** Runs a block again and again until its exit status is 0, as a person does who waits. */
  String await(String commands, Duration deadline) {
    return Await.until(
            "exit status 0 of\n" + commands,
            deadline,
            () -> execute(commands),
            r -> r.status() == 0)
        .output();
  }

  Result execute(String commands) {
    String named = commands;
    for (Map.Entry<String, String> name : names.entrySet()) {
      named = named.replace(name.getKey(), name.getValue());
    }
    try {
      Path output = Files.createTempFile("anabranch-commands-", ".txt");
      try {
        return new Result(named, status(named, output), Files.readString(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted in\n" + named, e);
    }
  }

  private int status(String commands, Path output) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-eu", "-o", "pipefail", "-s"))
            .directory(PluginDirectories.projectRoot().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process bash = builder.start();
    try {
      try (var in = bash.getOutputStream()) {
        in.write(commands.getBytes(StandardCharsets.UTF_8));
      }
      if (!bash.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            "Not done after %s:\n%s\n%s"
                .formatted(Await.DEADLINE, commands, Files.readString(output)));
      }
      return bash.exitValue();
    } finally {
      bash.descendants().forEach(ProcessHandle::destroyForcibly);
      bash.destroyForcibly();
    }
  }
}
