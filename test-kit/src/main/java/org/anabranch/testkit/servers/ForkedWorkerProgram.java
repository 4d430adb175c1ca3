package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;
import org.jspecify.annotations.Nullable;

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
    AtomicReference<@Nullable Connect<?>> started = new AtomicReference<>();
    daemon("end-of-input", () -> stopAtEndOfInput(started));
    Connect<?> connect = new ConnectDistributed().startConnect(settings);
    started.set(connect);
    publish(connect.rest().advertisedUrl().toString(), Path.of(arguments[1]));
    connect.awaitStop();
  }

  private static void stopAtEndOfInput(AtomicReference<@Nullable Connect<?>> started) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Without input nobody could end this worker any more: the same as its end.
    }
    daemon("stop-deadline", ForkedWorkerProgram::haltLater);
    Connect<?> connect = started.get();
    if (connect != null) {
      connect.stop();
      connect.awaitStop();
    }
    // Not System.exit: Connect's and Jetty's shutdown hooks run at the same time and can wait for
    // each other.
    Runtime.getRuntime().halt(0);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
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
