package org.anabranch.testkit.servers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where databases come from, chosen by the system property {@code servers}: {@code embedded}
 * (binaries unpacked on this machine), {@code testcontainers} (Docker), or {@code auto}, the
 * default: Testcontainers where Docker answers within a few seconds, embedded otherwise. Kafka and
 * Connect always run as embedded ones: they are the same Java program either way.
 */
public enum ServerKind {
  EMBEDDED,
  TESTCONTAINERS;

  /** The system property that chooses. */
  public static final String PROPERTY = "servers";

  private static final long DOCKER_ANSWER_SECONDS_MAX = 3;

  /** The kind that every server of this JVM uses; it is decided, and logged, once. */
  public static ServerKind chosen() {
    return Choice.KIND;
  }

  static ServerKind of(String setting) {
    return switch (setting) {
      case "embedded" -> EMBEDDED;
      case "testcontainers" -> TESTCONTAINERS;
      case "auto" -> dockerAnswers() ? TESTCONTAINERS : EMBEDDED;
      default ->
          throw new IllegalArgumentException(
              "System property '%s' is '%s'; use auto, embedded or testcontainers"
                  .formatted(PROPERTY, setting));
    };
  }

  /**
   * Asks the command line client: Testcontainers' own discovery tries several ways and can take
   * long when none works.
   */
  private static boolean dockerAnswers() {
    try {
      Process docker =
          new ProcessBuilder("docker", "version", "--format", "{{.Server.Version}}")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean answered = docker.waitFor(DOCKER_ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
      docker.destroyForcibly();
      return answered && docker.exitValue() == 0;
    } catch (IOException noClient) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static final class Choice {
    private static final Logger LOG = LoggerFactory.getLogger(ServerKind.class);
    static final ServerKind KIND = choose();

    private static ServerKind choose() {
      String setting = System.getProperty(PROPERTY, "auto");
      ServerKind kind = of(setting);
      LOG.info(
          "servers={}: databases are {}",
          setting,
          kind == EMBEDDED ? "embedded ones" : "Testcontainers");
      return kind;
    }
  }
}
