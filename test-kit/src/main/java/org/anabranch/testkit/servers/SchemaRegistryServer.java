package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Apicurio Registry in a process of its own, whose Confluent-compatible API is what tests ask. It
 * keeps all in memory. It ends when it is closed and when this JVM ends in whatever way.
 *
 * <p>The build of this module unpacks it into {@code test-kit/target/schema-registry}.
 */
public final class SchemaRegistryServer implements AutoCloseable {
  private static final String UNPACKED = "test-kit/target/schema-registry";
  private static final String API = "/apis/ccompat/v7";
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final String KILL = "kill -KILL $(cat \"$0/pid\") 2>/dev/null; ";
  private static final Duration START_DEADLINE = Duration.ofMinutes(3);
  private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(20);
  private static final long STOP_SECONDS_MAX = 10;

  private final TemporaryDirectory files = TemporaryDirectory.create("anabranch-registry-", KILL);
  private final Path log = files.path().resolve("log");
  private final int port = Ports.free();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;

  private SchemaRegistryServer() throws IOException {
    process = fork();
    Files.writeString(files.path().resolve("pid"), Long.toString(process.pid()));
    try {
      Await.until("the schema registry answers", START_DEADLINE, this::answers);
    } catch (AssertionError e) {
      e.addSuppressed(new IllegalStateException("Its log ends with:\n" + new LogFile(log).end()));
      close();
      throw e;
    }
  }

  /** Starts a registry without schemas and returns when it answers. */
  public static SchemaRegistryServer start() {
    try {
      return new SchemaRegistryServer();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start a JVM for a schema registry", e);
    }
  }

  /** Of its Confluent-compatible API. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port + API);
  }

  /** Sets what a subject's versions have to be to each other, such as {@code BACKWARD}. */
  public void setCompatibility(String subject, String level) {
    send(
        HttpRequest.newBuilder(URI.create(url() + "/config/" + subject))
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"" + level + "\"}")));
  }

  /**
   * Registers a version of a subject.
   *
   * @param body of the request, as the registry's API has it
   * @return the answer's JSON
   */
  public String register(String subject, String body) {
    return send(
        HttpRequest.newBuilder(URI.create(url() + "/subjects/" + subject + "/versions"))
            .POST(BodyPublishers.ofString(body)));
  }

  private String send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          client.send(
              request.timeout(ANSWER_DEADLINE).header("Content-Type", CONTENT_TYPE).build(),
              BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the schema registry was asked", e);
    }
  }

  private boolean answers() throws Exception {
    if (!process.isAlive()) {
      throw new AssertionError("The schema registry ended while it started");
    }
    return client
            .send(
                HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                    .timeout(ANSWER_DEADLINE)
                    .build(),
                BodyHandlers.discarding())
            .statusCode()
        == 200;
  }

  private Process fork() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx320m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.management.enabled=false",
            "-Dapicurio.storage.kind=sql",
            "-Dapicurio.storage.sql.kind=h2",
            "-Dapicurio.datasource.url=jdbc:h2:mem:registry;DB_CLOSE_DELAY=-1",
            "-jar",
            jar().toString());
    return new ProcessBuilder(command)
        .directory(files.path().toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static Path jar() throws IOException {
    Path unpacked = PluginDirectories.projectRoot().resolve(UNPACKED);
    if (Files.isDirectory(unpacked)) {
      try (Stream<Path> found = Files.list(unpacked)) {
        Path jar =
            found.filter(file -> file.toString().endsWith("-runner.jar")).findFirst().orElse(null);
        if (jar != null) {
          return jar;
        }
      }
    }
    throw new IllegalStateException(
        unpacked + " holds no registry. Unpack it: mvn -pl test-kit generate-resources");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    files.close();
  }
}
