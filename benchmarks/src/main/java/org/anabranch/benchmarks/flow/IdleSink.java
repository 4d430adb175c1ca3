package org.anabranch.benchmarks.flow;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.anabranch.benchmarks.idle.IdleSinkConnector;
import org.anabranch.benchmarks.idle.IdleSinkTask;
import org.anabranch.testkit.servers.KafkaBroker;
import org.anabranch.testkit.servers.TemporaryDirectory;
import org.apache.kafka.connect.sink.SinkConnector;

/** The sink that does nothing, as a plugin of its own: workers have no classes of this program. */
final class IdleSink implements AutoCloseable {

  private final TemporaryDirectory plugins = TemporaryDirectory.create("anabranch-idle-sink-");

  IdleSink() {
    Path jar = plugins.path().resolve("idle-sink/idle-sink.jar");
    try {
      Files.createDirectories(Objects.requireNonNull(jar.getParent()));
      write(jar);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write " + jar, e);
    }
  }

  private static void write(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Class<?> type : new Class<?>[] {IdleSinkConnector.class, IdleSinkTask.class}) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream code = type.getResourceAsStream("/" + name)) {
          out.putNextEntry(new JarEntry(name));
          Objects.requireNonNull(code, name).transferTo(out);
        }
      }
      out.putNextEntry(new JarEntry("META-INF/services/" + SinkConnector.class.getName()));
      out.write(IdleSinkConnector.class.getName().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The plugin path's entry. */
  Path directory() {
    return plugins.path();
  }

  static Map<String, String> settings(String topics) {
    Map<String, String> settings = TunedSettings.consumer();
    settings.put("connector.class", IdleSinkConnector.class.getName());
    settings.put("topics", topics);
    return settings;
  }

  /** How many records such a connector has dropped. */
  static long dropped(KafkaBroker broker, String connector) throws InterruptedException {
    try {
      return broker
          .admin()
          .listConsumerGroupOffsets("connect-" + connector)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .filter(Objects::nonNull)
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not say how far " + connector + " has read", e);
    }
  }

  @Override
  public void close() {
    plugins.close();
  }
}
