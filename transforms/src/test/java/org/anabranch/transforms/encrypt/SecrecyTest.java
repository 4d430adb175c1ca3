package org.anabranch.transforms.encrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecrecyTest {

  /** In a Java of its own, started without any of its flags; only the log's level is set. */
  @Test
  void no_value_and_no_key_shows_in_any_log_message_metric_or_text(@TempDir Path directory)
      throws Exception {
    Path printed = directory.resolve("printed");
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-Dorg.slf4j.simpleLogger.log.org.anabranch=trace",
                "-cp",
                System.getProperty("java.class.path"),
                MarkedRun.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertThat(run.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      run.destroyForcibly();
    }
    String text = Files.readString(printed, StandardCharsets.UTF_8);
    assertThat(text).contains(MarkedRun.LOGGED, MarkedRun.DONE, "cannot be encrypted");
    assertThat(run.exitValue()).isZero();
    for (String form : forms(MarkedRun.MARKER)) {
      assertThat(text).as("a value").doesNotContain(form);
    }
    for (String form : forms(MarkedKeys.MARKER)) {
      assertThat(text).as("a key").doesNotContain(form);
    }
  }

  @Test
  void what_is_looked_for_would_be_found() {
    String within =
        Base64.getEncoder()
            .encodeToString(("a" + MarkedRun.MARKER + "b").getBytes(StandardCharsets.UTF_8));
    assertThat(forms(MarkedRun.MARKER)).anyMatch(within::contains);
    assertThat(forms(MarkedKeys.MARKER)).contains("4b45592d4d41524b", "4B45592D4D41524B");
  }

  /** In clear, in hexadecimal digits, as Java lists bytes, and in base64 wherever it begins. */
  private static List<String> forms(String marker) {
    byte[] bytes = marker.getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    List<String> forms = new ArrayList<>(List.of(marker, hex, hex.toUpperCase(Locale.ROOT)));
    forms.add(HexFormat.ofDelimiter(":").formatHex(bytes));
    forms.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
    StringBuilder listed = new StringBuilder();
    for (byte one : bytes) {
      listed.append(listed.isEmpty() ? "" : ", ").append(one);
    }
    forms.add(listed.toString());
    for (int before = 0; before < 3; before++) {
      String padded = "x".repeat(before) + marker;
      int from = before == 0 ? 0 : 4;
      int to = padded.length() / 3 * 4;
      byte[] encoded = padded.getBytes(StandardCharsets.UTF_8);
      forms.add(Base64.getEncoder().encodeToString(encoded).substring(from, to));
      forms.add(Base64.getUrlEncoder().encodeToString(encoded).substring(from, to));
    }
    return forms;
  }
}
