package org.anabranch.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.MergeFunctions;
import org.anabranch.testkit.servers.PluginDirectories;
import org.apache.kafka.connect.runtime.isolation.PluginClassLoader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's jar in the plugin directory that the build makes, as Connect loads it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergeFunctionPluginIT {

  private static final String SINK = "anabranch-store-postgres";

  @Test
  void the_plugin_directory_has_the_interface_once() throws IOException {
    String file = MergeFunction.class.getName().replace('.', '/') + ".class";
    List<Path> having = new ArrayList<>();
    for (Path jar : jars(PluginDirectories.of(SINK).get(0).resolve(SINK))) {
      try (JarFile entries = new JarFile(jar.toFile())) {
        if (entries.getEntry(file) != null) {
          having.add(jar);
        }
      }
    }
    assertThat(having)
        .singleElement()
        .satisfies(
            jar ->
                assertThat(jar.getFileName().toString()).startsWith("anabranch-merge-function-"));
  }

  @Test
  void a_jar_that_is_put_there_is_found(@TempDir Path target, @TempDir Path plugins)
      throws Exception {
    Path plugin = plugins.resolve(SINK);
    ExampleModule.copy(PluginDirectories.of(SINK).get(0).resolve(SINK), plugin);
    assertThat(names(plugin)).isEmpty();

    ExampleModule.built(ExampleModule.DIRECTORY, target).pack(plugin.resolve("longest-merge.jar"));

    assertThat(names(plugin)).isEqualTo(Set.of("longest"));
  }

  /** Asked within the plugin, whose classes are others than those of the same names here. */
  private static Set<?> names(Path plugin) throws Exception {
    URL[] urls = jars(plugin).stream().map(MergeFunctionPluginIT::url).toArray(URL[]::new);
    try (PluginClassLoader loader =
        new PluginClassLoader(url(plugin), urls, MergeFunctionPluginIT.class.getClassLoader())) {
      Class<?> functions = loader.loadClass(MergeFunctions.class.getName());
      assertThat(functions.getClassLoader()).isSameAs(loader);
      Object found = functions.getMethod("load").invoke(null);
      return (Set<?>) functions.getMethod("names").invoke(found);
    }
  }

  private static List<Path> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
