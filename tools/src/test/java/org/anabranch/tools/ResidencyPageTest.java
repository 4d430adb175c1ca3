package org.anabranch.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/residency.md shows what is so. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResidencyPageTest {

  private static final Path ROOT = PluginDirectories.projectRoot();
  private static final String COMMAND = "tools/anabranch ";

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/residency.md"));
  }

  static List<String> commands() throws IOException {
    return page().lines().filter(line -> line.startsWith(COMMAND)).toList();
  }

  static List<Path> policies() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/examples/policies"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static CommandRun run(String command) {
    return CommandRun.of(
        command
            .substring(COMMAND.length())
            .replace(" docs/", " " + ROOT.resolve("docs") + "/")
            .split(" "));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void its_commands_find_everything_as_expected(String command) {
    CommandRun run = run(command);

    assertThat(run.said()).contains(" 0 not as expected");
    assertThat(run.status()).isZero();
  }

  @Test
  void its_report_is_the_command_s() throws IOException {
    assertThat(commands()).hasSize(3);
    assertThat(page()).contains("```\n" + run(commands().get(0)).out() + "```\n");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void its_policies_are_the_files(Path file) throws IOException {
    assertThat(page())
        .contains("```yaml\n" + Files.readString(file) + "```\n")
        .contains("(examples/policies/" + file.getFileName() + ")");
  }
}
