package org.anabranch.merge.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergeFunctionsTest {

  @TempDir private Path directory = Path.of("");

  /** What its users write, with a name to be told. */
  private record Named(@Nullable String told) implements MergeFunction<String> {

    @SuppressWarnings("NullAway") // What a function written without such a check may answer.
    @Override
    public String name() {
      return told;
    }

    @Override
    public ValueType<String> type() {
      return ValueType.TEXT;
    }

    @Override
    public String merge(String one, String other) {
      return one.compareTo(other) >= 0 ? one : other;
    }
  }

  /** One that a loader finds. */
  public static final class Found implements MergeFunction<Boolean> {

    @Override
    public String name() {
      return "found";
    }

    @Override
    public ValueType<Boolean> type() {
      return ValueType.TRUTH;
    }

    @Override
    public Boolean merge(Boolean one, Boolean other) {
      return one || other;
    }
  }

  /** One that cannot be made. */
  public static final class Failing implements MergeFunction<Boolean> {

    public Failing() {
      throw new IllegalStateException("not today");
    }

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public ValueType<Boolean> type() {
      return ValueType.TRUTH;
    }

    @Override
    public Boolean merge(Boolean one, Boolean other) {
      return one;
    }
  }

  private URLClassLoader loader(Class<?>... services) throws IOException {
    Path file = directory.resolve("META-INF/services/" + MergeFunction.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(services).stream().map(Class::getName).toList());
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, MergeFunctions.class.getClassLoader());
  }

  @Test
  void a_function_is_found_by_its_name() throws IOException {
    try (URLClassLoader loader = loader(Found.class)) {
      MergeFunctions functions = MergeFunctions.load(loader);
      assertThat(functions.names()).containsExactly("found");
      assertThat(functions.named("found")).isInstanceOf(Found.class);
    }
  }

  @Test
  void without_any_there_is_none() {
    MergeFunctions functions = MergeFunctions.load();
    assertThat(functions.names()).isEmpty();
    assertThatThrownBy(() -> functions.named("longest"))
        .isInstanceOf(UnusableFunctionException.class)
        .hasMessageContaining("There is no merge function \"longest\". There is: none.")
        .hasMessageContaining("plugin directory")
        .hasMessageContaining("META-INF/services/org.anabranch.merge.function.MergeFunction");
  }

  @Test
  void an_unknown_name_is_answered_by_those_that_are_there() {
    MergeFunctions functions = MergeFunctions.of(List.of(new Named("b"), new Named("a")));
    assertThatThrownBy(() -> functions.named("c")).hasMessageContaining("There is: a, b.");
  }

  @Test
  void two_of_one_name_are_refused() {
    assertThatThrownBy(() -> MergeFunctions.of(List.of(new Named("found"), new Found())))
        .isInstanceOf(UnusableFunctionException.class)
        .hasMessageContaining("Two merge functions are called \"found\"")
        .hasMessageContaining(Named.class.getName())
        .hasMessageContaining(Found.class.getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a:b", "a,b", "-a", "a b", "\u00e4", "a\n"})
  void a_name_has_to_fit_into_the_option(String name) {
    assertThatThrownBy(() -> MergeFunctions.of(List.of(new Named(name))))
        .isInstanceOf(UnusableFunctionException.class)
        .hasMessageContaining("\"" + name + "\". It has to be 1 to 64 letters");
  }

  @Test
  void a_name_has_to_be_told() {
    assertThatThrownBy(() -> MergeFunctions.of(List.of(new Named(null))))
        .hasMessageContaining("is null");
    assertThatThrownBy(() -> MergeFunctions.of(List.of(new Named("a".repeat(65)))))
        .hasMessageContaining("64");
  }

  @Test
  void what_cannot_be_made_is_named() throws IOException {
    try (URLClassLoader loader = loader(Found.class, Failing.class)) {
      assertThatThrownBy(() -> MergeFunctions.load(loader))
          .isInstanceOf(UnusableFunctionException.class)
          .hasMessageContaining(Failing.class.getName())
          .hasRootCauseMessage("not today");
    }
  }

  @Test
  void what_is_no_function_is_named() throws IOException {
    try (URLClassLoader loader = loader(ValueType.class)) {
      assertThatThrownBy(() -> MergeFunctions.load(loader))
          .isInstanceOf(UnusableFunctionException.class)
          .hasMessageContaining(ValueType.class.getName());
    }
  }

  /** As of an old and a new version of one jar. */
  @Test
  void a_class_that_is_there_twice_is_refused() throws IOException {
    String file = Found.class.getName().replace('.', '/') + ".class";
    Path copy = directory.resolve(file);
    Files.createDirectories(copy.getParent());
    try (InputStream original = Found.class.getClassLoader().getResourceAsStream(file)) {
      Files.copy(Objects.requireNonNull(original), copy);
    }
    try (URLClassLoader loader = loader(Found.class)) {
      assertThatThrownBy(() -> MergeFunctions.load(loader))
          .isInstanceOf(UnusableFunctionException.class)
          .hasMessageContaining(Found.class.getName() + " is there 2 times")
          .hasMessageContaining(directory.toString());
    }
  }
}
