package org.anabranch.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.testkit.servers.PluginDirectories;

/** A page of docs/operations, for the commands that stand under its headings. */
public record OperationsPage(String name, String text) {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```bash\\n(.*?)^ *```");

  /** The page of this name. */
  public static OperationsPage read(String name) {
    try {
      return new OperationsPage(
          name,
          Files.readString(
              PluginDirectories.projectRoot().resolve("docs/operations").resolve(name + ".md")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The blocks of commands under a heading, in order. How many they are is said by whoever runs
   * them, so that none is added to the page and run by nobody.
   */
  public List<String> commands(String heading, int count) {
    Matcher start = Pattern.compile("(?m)^(##+) " + Pattern.quote(heading) + "$").matcher(text);
    assertThat(start.find()).as("%s has the heading '%s'", name, heading).isTrue();
    Matcher next =
        Pattern.compile("(?m)^#{2,%d} ".formatted(start.group(1).length())).matcher(text);
    int end = next.find(start.end()) ? next.start() : text.length();
    List<String> blocks = commands(text.substring(start.end(), end));
    assertThat(blocks).as("blocks of commands under '%s' in %s", heading, name).hasSize(count);
    return blocks;
  }

  /** All blocks of commands of the page, in order. */
  public List<String> commands() {
    return commands(text);
  }

  private static List<String> commands(String text) {
    return BLOCK
        .matcher(text)
        .results()
        .map((MatchResult block) -> block.group(1).stripIndent())
        .toList();
  }
}
