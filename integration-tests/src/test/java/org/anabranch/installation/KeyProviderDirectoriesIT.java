package org.anabranch.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.anabranch.testkit.http.ServerCertificate;
import org.anabranch.testkit.kms.AwsKmsStandIn;
import org.anabranch.testkit.kms.AzureKeyVaultStandIn;
import org.anabranch.testkit.kms.GcpKmsStandIn;
import org.anabranch.testkit.kms.KmsStandIn;
import org.anabranch.testkit.servers.PluginDirectories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The directories of the clouds' providers of keys, put into that of the transforms as
 * docs/operations/key-providers.md says, and loaded by Connect's own class loader.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeyProviderDirectoriesIT {

  private static final String TRANSFORMS = "anabranch-transforms";
  private static final Path PAGE =
      PluginDirectories.projectRoot().resolve("docs/operations/key-providers.md");

  @TempDir Path directory = Path.of("");

  @Test
  void aws_kms_wraps_from_its_directory() throws Exception {
    try (AwsKmsStandIn kms = AwsKmsStandIn.start()) {
      assertWraps("aws", "aws-kms", kms, credentials -> aws(kms, credentials));
    }
  }

  private static Map<String, String> aws(AwsKmsStandIn kms, Path credentials) {
    return Map.of(
        "kek.aws.endpoint", kms.url(),
        "kek.aws.access.key.id", AwsKmsStandIn.ACCESS_KEY_ID,
        "kek.aws.secret.access.key", credentials.toString());
  }

  @Test
  void google_cloud_kms_wraps_from_its_directory() throws Exception {
    try (GcpKmsStandIn kms = GcpKmsStandIn.start()) {
      assertWraps("gcp", "gcp-kms", kms, credentials -> gcp(kms, credentials));
    }
  }

  private static Map<String, String> gcp(GcpKmsStandIn kms, Path credentials) {
    return Map.of(
        "kek.gcp.endpoint", kms.url(),
        "kek.gcp.credentials.file", written(credentials, kms.credentialsJson()));
  }

  @Test
  void azure_key_vault_wraps_from_its_directory() throws Exception {
    ServerCertificate certificate = ServerCertificate.generate();
    try (AzureKeyVaultStandIn vault = AzureKeyVaultStandIn.start(certificate)) {
      assertWraps(
          "azure",
          "azure-key-vault",
          vault,
          credentials -> azure(vault, written(credentials, certificate.pem())));
    }
  }

  private static Map<String, String> azure(AzureKeyVaultStandIn vault, String certificate) {
    return Map.of(
        "kek.azure.tenant.id",
        AzureKeyVaultStandIn.TENANT,
        "kek.azure.client.id",
        AzureKeyVaultStandIn.CLIENT_ID,
        "kek.azure.client.secret",
        AzureKeyVaultStandIn.CLIENT_SECRET,
        "kek.azure.authority.host",
        vault.url(),
        "kek.azure.ca.file",
        certificate,
        "kek.azure.challenge.resource.verify",
        "false");
  }

  private static String written(Path file, String text) {
    try {
      return Files.writeString(file, text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertWraps(
      String cloud,
      String provider,
      KmsStandIn service,
      Function<Path, Map<String, String>> options)
      throws Exception {
    Path plugin = PluginCopy.of(TRANSFORMS, directory.resolve("plugin"));
    PluginCopy.of("anabranch-keys-" + cloud, plugin.resolve("anabranch-keys-" + cloud));
    byte[] plain =
        "a data key in clear, of 48 bytes of any kind ...".getBytes(StandardCharsets.UTF_8);
    try (IsolatedProviders installed = IsolatedProviders.of(plugin)) {
      assertThat(installed.names()).contains("vault-transit", provider);
      assertThat(Files.readString(PAGE)).contains(installed.options(provider));
      String key = service.addKey("first");
      Map<String, String> configuration = options.apply(directory.resolve("credentials"));
      assertThat(installed.unwrapped(provider, key, configuration, plain)).isEqualTo(plain);
    }
    assertThat(service.requests()).isEqualTo(2);
  }

  @Test
  void without_its_directory_a_cloud_is_not_there() throws Exception {
    Path plugin = PluginCopy.of(TRANSFORMS, directory.resolve("plugin"));
    try (IsolatedProviders installed = IsolatedProviders.of(plugin)) {
      assertThat(installed.names())
          .contains("vault-transit")
          .doesNotContain("aws-kms", "gcp-kms", "azure-key-vault");
      assertThat(Files.readString(PAGE)).contains(installed.options("vault-transit"));
    }
  }

  /** Two versions of one library beside each other would be a matter of luck. */
  @ParameterizedTest
  @ValueSource(strings = {"aws", "gcp", "azure"})
  void nothing_is_there_twice(String cloud) throws IOException {
    assertThat(libraries("anabranch-keys-" + cloud))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(libraries(TRANSFORMS))
        .doesNotContain("slf4j-api", "connect-api", "kafka-clients");
  }

  @ParameterizedTest
  @CsvSource({"aws, aws-kms", "gcp, gcp-kms", "azure, azure-key-vault"})
  void the_page_tells_the_size(String cloud, String provider) throws IOException {
    Matcher row =
        Pattern.compile("\\| `%s` \\|.*\\| ([0-9.]+) MB \\|".formatted(provider))
            .matcher(Files.readString(PAGE));
    assertThat(row.find()).as("a row of the table on " + PAGE).isTrue();
    double megabytes = size("anabranch-keys-" + cloud) / 1e6;
    assertThat(Double.parseDouble(row.group(1))).isBetween(megabytes - 0.15, megabytes + 0.15);
  }

  private static Path plugin(String artifactId) {
    return PluginDirectories.of(artifactId).get(0).resolve(artifactId);
  }

  private static Set<String> libraries(String artifactId) throws IOException {
    try (Stream<Path> files = Files.list(plugin(artifactId))) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("-v?[0-9].*\\.jar$", ""))
          .collect(Collectors.toSet());
    }
  }

  private static long size(String artifactId) throws IOException {
    long size = 0;
    try (Stream<Path> files = Files.list(plugin(artifactId))) {
      for (Path file : files.toList()) {
        size += Files.size(file);
      }
    }
    return size;
  }
}
