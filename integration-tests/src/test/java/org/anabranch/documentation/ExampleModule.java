package org.anabranch.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.testkit.servers.PluginDirectories;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Assertions;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.opentest4j.AssertionFailedError;

/**
 * The module in docs/examples/merge-function, built by the JDK's compiler in a directory of its
 * own, as a user's build does: against the published classes and JUnit alone, warnings being
 * errors.
 */
final class ExampleModule {

  static final Path DIRECTORY =
      PluginDirectories.projectRoot().resolve("docs/examples/merge-function");

  private final Path classes;
  private final Path testClasses;

  private ExampleModule(Path classes, Path testClasses) {
    this.classes = classes;
    this.testClasses = testClasses;
  }

  /** Builds it from these sources, laid out as {@link #DIRECTORY}. */
  static ExampleModule built(Path sources, Path target) throws IOException {
    Path classes = Files.createDirectories(target.resolve("classes"));
    Path testClasses = Files.createDirectories(target.resolve("test-classes"));
    compile(sources.resolve("src/main/java"), classes, List.of(MergeFunction.class), List.of());
    copy(sources.resolve("src/main/resources"), classes);
    compile(
        sources.resolve("src/test/java"),
        testClasses,
        List.of(
            MergeFunction.class,
            Assertions.class,
            AssertionFailedError.class,
            JUnitException.class,
            API.class),
        List.of(classes));
    return new ExampleModule(classes, testClasses);
  }

  private static void compile(
      Path sources, Path output, List<Class<?>> libraries, List<Path> directories)
      throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "no JDK");
    String classPath =
        Stream.concat(libraries.stream().map(ExampleModule::location), directories.stream())
            .map(Path::toString)
            .collect(Collectors.joining(System.getProperty("path.separator")));
    List<String> options =
        List.of(
            "--release",
            "17",
            "-proc:none",
            "-Xlint:all",
            "-Werror",
            "-cp",
            classPath,
            "-d",
            output.toString());
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(files(sources)))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  private static Path location(Class<?> library) {
    try {
      return Path.of(library.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path copy = to.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }

  /** Runs its unit tests, whatever JUnit finds of them. */
  TestExecutionSummary test() throws IOException {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL(), testClasses.toUri().toURL()},
            ExampleModule.class.getClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      Launcher launcher = LauncherFactory.create();
      launcher.execute(
          LauncherDiscoveryRequestBuilder.request()
              .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(testClasses)))
              .build(),
          summary);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    return summary.getSummary();
  }

  /** Packs it as {@code mvn package} does. */
  void pack(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path entry : files(classes)) {
        out.putNextEntry(new JarEntry(classes.relativize(entry).toString().replace('\\', '/')));
        Files.copy(entry, out);
        out.closeEntry();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
