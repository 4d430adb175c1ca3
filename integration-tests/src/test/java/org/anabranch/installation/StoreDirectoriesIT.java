package org.anabranch.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.anabranch.testkit.servers.Ports;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The directory of S3 as a store of large values, put into that of the transforms as
 * docs/segments.md says, and loaded by Connect's own class loader.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoreDirectoriesIT {

  private static final String SEGMENT = "org.anabranch.transforms.Segment$Value";

  @TempDir Path directory = Path.of("");

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    options.put("parts.store", "s3");
    options.put("parts.s3.bucket", "parts");
    options.put("parts.s3.region", "us-east-1");
    options.put("parts.s3.endpoint", "http://127.0.0.1:" + Ports.free());
    options.put("parts.s3.access.key.id", "an-id");
    options.put("parts.s3.secret.access.key", "a secret of tests only");
    return options;
  }

  @Test
  void s3_opens_from_its_directory() throws Exception {
    Path plugin = PluginCopy.of("anabranch-transforms", directory.resolve("plugin"));
    PluginCopy.of("anabranch-parts-s3", plugin.resolve("anabranch-parts-s3"));
    try (IsolatedProviders installed = IsolatedProviders.of(plugin)) {
      Object segment = installed.made(SEGMENT);
      Object definition = segment.getClass().getMethod("config").invoke(segment);
      Set<?> names = (Set<?>) definition.getClass().getMethod("names").invoke(definition);
      assertThat(names.stream().map(String::valueOf)).containsAll(options().keySet());
      segment.getClass().getMethod("configure", Map.class).invoke(segment, options());
      segment.getClass().getMethod("close").invoke(segment);
    }
  }

  @Test
  void without_its_directory_it_is_no_store() throws Exception {
    Path plugin = PluginCopy.of("anabranch-transforms", directory.resolve("plugin"));
    try (IsolatedProviders installed = IsolatedProviders.of(plugin)) {
      Object segment = installed.made(SEGMENT);
      assertThatThrownBy(
              () -> segment.getClass().getMethod("configure", Map.class).invoke(segment, options()))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessageContaining("parts.store");
    }
  }
}
