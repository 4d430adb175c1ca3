package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PluginDirectoriesTest {
  private final Path root;

  PluginDirectoriesTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void finds_the_plugin_path_entry_of_a_module_wherever_it_is() throws IOException {
    Path flat = plugin("transforms", "a-transforms");
    Path deep = plugin("connectors/store", "a-store");

    assertThat(PluginDirectories.under(root, "a-store", "a-transforms"))
        .isEqualTo(List.of(deep, flat));
  }

  @Test
  void says_how_to_build_one_that_is_missing_or_empty() throws IOException {
    Files.createDirectories(root.resolve("connectors/store/target/plugin/a-store"));

    assertThatThrownBy(() -> PluginDirectories.under(root, "a-store"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("target/plugin/a-store")
        .hasMessageContaining("-pl :a-store -am package -DskipTests");
  }

  @Test
  void the_root_is_where_the_build_is() {
    assertThat(PluginDirectories.projectRoot().resolve("test-kit/pom.xml")).isRegularFile();
  }

  private Path plugin(String module, String artifactId) throws IOException {
    Path entry = root.resolve(module).resolve("target/plugin");
    Files.createFile(Files.createDirectories(entry.resolve(artifactId)).resolve("some.jar"));
    return entry;
  }
}
