package org.anabranch.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.MergeFunctions;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** What docs/merge-functions.md tells, done with the example that it shows. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergeFunctionExampleTest {

  private static final Path ROOT = PluginDirectories.projectRoot();
  private static final Path SOURCE = Path.of("src/main/java/org/example/merge/Longest.java");
  private static final String SECOND_HALF = ".thenComparing(Comparator.naturalOrder())";
  private static final Pattern BLOCK = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);

  @Test
  void it_keeps_the_laws_and_is_found_by_its_name(@TempDir Path target) throws IOException {
    ExampleModule example = ExampleModule.built(ExampleModule.DIRECTORY, target);

    TestExecutionSummary summary = example.test();
    assertThat(summary.getFailures()).extracting(Failure::getException).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(testsInSources()).isPositive();

    Path jar = target.resolve("longest-merge.jar");
    example.pack(jar);
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {jar.toUri().toURL()}, MergeFunctions.class.getClassLoader())) {
      assertThat(longer(MergeFunctions.load(loader).named("longest"))).isEqualTo("Likes tea.");
    }
  }

  private static long testsInSources() throws IOException {
    long tests = 0;
    for (Path file : ExampleModule.files(ExampleModule.DIRECTORY.resolve("src/test/java"))) {
      tests +=
          Files.readAllLines(file).stream().filter(line -> line.strip().equals("@Test")).count();
    }
    return tests;
  }

  private static <V> String longer(MergeFunction<V> function) {
    V merged = function.merge(function.type().read("Likes tea."), function.type().read("Tea."));
    return function.type().print(merged);
  }

  /** The mistake that the page tells of is found, and told as the page says. */
  @Test
  void without_its_second_half_it_breaks_a_law(@TempDir Path copy, @TempDir Path target)
      throws IOException {
    ExampleModule.copy(ExampleModule.DIRECTORY.resolve("src"), copy.resolve("src"));
    String source = Files.readString(copy.resolve(SOURCE));
    assertThat(source).contains(SECOND_HALF);
    Files.writeString(copy.resolve(SOURCE), source.replace(SECOND_HALF, ""));

    TestExecutionSummary summary = ExampleModule.built(copy, target).test();

    assertThat(summary.getFailures())
        .extracting(failure -> failure.getException().getMessage())
        .contains(blocks("").get(0).strip());
  }

  @Test
  void the_page_shows_what_is_in_the_example() throws IOException {
    StringBuilder files = new StringBuilder();
    files.append(Files.readString(ExampleModule.DIRECTORY.resolve("pom.xml")));
    for (Path file : ExampleModule.files(ExampleModule.DIRECTORY.resolve("src"))) {
      files.append(Files.readString(file)).append('\n');
    }
    List<String> shown = new ArrayList<>(blocks("java"));
    shown.addAll(blocks("xml"));
    shown.addAll(blocks("").subList(1, blocks("").size()));
    assertThat(shown).hasSize(5).allSatisfy(block -> assertThat(files.toString()).contains(block));
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(Files.readString(ROOT.resolve("docs/merge-functions.md")));
    while (found.find()) {
      if (found.group(1).equals(language)) {
        blocks.add(found.group(2));
      }
    }
    return blocks;
  }

  @Test
  void it_is_built_with_the_versions_of_this_project() throws IOException {
    String root = Files.readString(ROOT.resolve("pom.xml"));
    String example = Files.readString(ExampleModule.DIRECTORY.resolve("pom.xml"));
    assertThat(first("<anabranch.version>(.*?)<", example))
        .isEqualTo(first("<version>(.*?)<", root));
    assertThat(first("(?s)junit-jupiter</artifactId>\\s*<version>(.*?)<", example))
        .isEqualTo(first("<junit.version>(.*?)<", root));
    assertThat(first("<maven.compiler.release>(.*?)<", example))
        .isEqualTo(first("<maven.compiler.release>(.*?)<", root));
    String published = Files.readString(ROOT.resolve("merge-function/pom.xml"));
    assertThat(published).contains("<artifactId>anabranch-merge-function</artifactId>");
  }

  private static String first(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }
}
