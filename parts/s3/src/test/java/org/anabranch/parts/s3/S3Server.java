package org.anabranch.parts.s3;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.anabranch.testkit.servers.Await;
import org.anabranch.testkit.servers.Ports;
import org.anabranch.testkit.servers.TemporaryDirectory;

/**
 * Adobe's S3Mock in a JVM of its own, with one bucket. It stands in for S3: it speaks its protocol,
 * and asks nobody for a key. Its plain port listens on all interfaces, which it cannot be told
 * otherwise; it is asked over loopback only.
 */
final class S3Server implements AutoCloseable {

  static final String BUCKET = "parts";

  private static final Duration START_DEADLINE = Duration.ofMinutes(2);

  private final int port = Ports.free();
  private final TemporaryDirectory files = TemporaryDirectory.create("anabranch-s3-");
  private final Process process;

  private S3Server() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + files.path(),
                "-jar",
                "target/s3mock/s3mock.jar",
                "--http.port=" + port,
                "--server.port=" + Ports.free(),
                "--server.address=127.0.0.1",
                "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET)
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "s3mock", "log.txt").toFile())
            .start();
  }

  static S3Server start() throws IOException {
    S3Server server = new S3Server();
    try {
      HttpClient http = HttpClient.newHttpClient();
      HttpRequest asked = HttpRequest.newBuilder(URI.create(server.url() + "/" + BUCKET)).build();
      Await.until(
          "S3Mock answers",
          START_DEADLINE,
          () -> http.send(asked, BodyHandlers.discarding()).statusCode() == 200);
      return server;
    } catch (AssertionError | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What a connector says to use it. */
  Map<String, String> options() {
    Map<String, String> options = new HashMap<>();
    options.put("parts.store", "s3");
    options.put("parts.s3.bucket", BUCKET);
    options.put("parts.s3.prefix", "context/");
    options.put("parts.s3.region", "us-east-1");
    options.put("parts.s3.endpoint", url());
    options.put("parts.s3.path.style", "true");
    options.put("parts.s3.access.key.id", "an-id");
    options.put("parts.s3.secret.access.key", "a secret of tests only");
    return options;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    files.close();
  }
}
