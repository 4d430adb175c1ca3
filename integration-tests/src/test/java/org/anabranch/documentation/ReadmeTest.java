package org.anabranch.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadmeTest {

  private static final Path ROOT = PluginDirectories.projectRoot();
  private static final Pattern COMMANDS = Pattern.compile("```bash\\n(.*?)```", Pattern.DOTALL);

  /** Brings the machine what the README names as needed, so it is no command of the README. */
  private static final String PREPARATION = ".ci/prepare";

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  @Test
  void ci_runs_the_commands_of_the_readme() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher blocks = COMMANDS.matcher(Files.readString(ROOT.resolve("README.md")));
    while (blocks.find()) {
      blocks.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
    }
    List<String> run =
        Files.readAllLines(ROOT.resolve(".ci/run")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .filter(line -> !line.startsWith("set ") && !line.startsWith("cd "))
            .filter(line -> !line.equals(PREPARATION))
            .toList();
    assertThat(run).containsExactlyInAnyOrderElementsOf(commands).isNotEmpty();
  }

  @Test
  void links_lead_somewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher links = LINK.matcher(Files.readString(page));
      while (links.find()) {
        if (!Files.exists(page.resolveSibling(links.group(1)))) {
          broken.add(ROOT.relativize(page) + " -> " + links.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    for (String directory : List.of("docs", "connect-configs")) {
      try (Stream<Path> below = Files.walk(ROOT.resolve(directory))) {
        below.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }
}
