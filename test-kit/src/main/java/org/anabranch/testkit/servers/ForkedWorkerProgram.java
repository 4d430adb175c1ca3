package org.anabranch.testkit.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;

/**
 * The program that {@link ForkedConnectWorker} runs: a worker that says where it listens in a file
 * and stops at the end of its standard input, which comes even when the JVM that holds the other
 * end is killed.
 */
final class ForkedWorkerProgram {
  private static final long STOP_MILLIS_MAX = 20_000;

  private ForkedWorkerProgram() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> settings = read(Path.of(arguments[0]));
    Thread untilInputEnds = new Thread(ForkedWorkerProgram::stopAtEndOfInput, "end-of-input");
    untilInputEnds.setDaemon(true);
    untilInputEnds.start();
    Connect<?> connect = new ConnectDistributed().startConnect(settings);
    publish(connect.rest().advertisedUrl().toString(), Path.of(arguments[1]));
    connect.awaitStop();
  }

  private static void stopAtEndOfInput() {
    try {
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Without input nobody could end this worker any more: the same as its end.
    }
    Thread deadline = new Thread(ForkedWorkerProgram::haltLater, "stop-deadline");
    deadline.setDaemon(true);
    deadline.start();
    // Runs Connect's own shutdown hook.
    System.exit(0);
  }

  /** Where the brokers are gone too, an orderly stop would wait for them. */
  private static void haltLater() {
    try {
      Thread.sleep(STOP_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newInputStream(file)) {
      properties.load(in);
    }
    Map<String, String> settings = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name)));
    return settings;
  }

  private static void publish(String url, Path file) throws IOException {
    Path unfinished = Files.writeString(file.resolveSibling("address.unfinished"), url);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
