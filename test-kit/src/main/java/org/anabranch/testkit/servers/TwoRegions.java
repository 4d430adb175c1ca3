package org.anabranch.testkit.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Two Postgres servers, one Kafka broker and one Connect worker: the smallest place where two
 * regions can converge. All are started at the same time; if one fails to start, the others are
 * closed again.
 */
public final class TwoRegions implements AutoCloseable {
  private final PostgresServer first;
  private final PostgresServer second;
  private final KafkaBroker broker;
  private final ConnectWorker worker;
  private final WorkerSettings workerSettings;

  private TwoRegions(
      PostgresServer first,
      PostgresServer second,
      KafkaBroker broker,
      ConnectWorker worker,
      WorkerSettings workerSettings) {
    this.workerSettings = workerSettings;
    this.first = first;
    this.second = second;
    this.broker = broker;
    this.worker = worker;
  }

  /**
   * Two regions whose worker loads the plugins of these modules, see {@link PluginDirectories#of}.
   */
  public static Builder withPlugins(String... artifactIds) {
    return new Builder(PluginDirectories.of(artifactIds));
  }

  public PostgresServer first() {
    return first;
  }

  public PostgresServer second() {
    return second;
  }

  public KafkaBroker broker() {
    return broker;
  }

  public ConnectWorker worker() {
    return worker;
  }

  /** What the worker was started with; another worker with these joins its cluster. */
  public WorkerSettings workerSettings() {
    return workerSettings;
  }

  public ConnectRest rest() {
    return worker.rest();
  }

  @Override
  public void close() {
    Closing.all(List.of(worker, broker, second, first));
  }

  /** What differs from the defaults. */
  public static final class Builder {
    private final List<Path> pluginPath;
    private final Map<String, String> brokerSettings = new HashMap<>();
    private final Map<String, String> workerProperties = new HashMap<>();
    private PostgresOptions postgresOptions = PostgresOptions.fast();
    private boolean forked;

    private final List<AutoCloseable> started = Collections.synchronizedList(new ArrayList<>());

    private Builder(List<Path> pluginPath) {
      this.pluginPath = pluginPath;
    }

    public Builder postgres(PostgresOptions options) {
      postgresOptions = options;
      return this;
    }

    public Builder broker(String setting, String value) {
      brokerSettings.put(setting, value);
      return this;
    }

    public Builder worker(String property, String value) {
      workerProperties.put(property, value);
      return this;
    }

    /** Runs the worker in a JVM of its own. */
    public Builder forkedWorker() {
      forked = true;
      return this;
    }

    public TwoRegions start() {
      var first = starting(() -> PostgresServer.start(postgresOptions));
      var second = starting(() -> PostgresServer.start(postgresOptions));
      var broker = starting(() -> KafkaBroker.start(brokerSettings));
      var worker = broker.thenCompose(running -> starting(() -> startWorker(running)));
      try {
        CompletableFuture.allOf(first, second, broker, worker).join();
      } catch (CompletionException e) {
        closeStarted(e);
        throw new IllegalStateException("The two regions did not start", e.getCause());
      }
      return new TwoRegions(
          first.join(), second.join(), broker.join(), worker.join(), settings(broker.join()));
    }

    private ConnectWorker startWorker(KafkaBroker broker) {
      var settings = settings(broker);
      return forked ? ForkedConnectWorker.start(settings) : ConnectWorker.start(settings);
    }

    private WorkerSettings settings(KafkaBroker broker) {
      return new WorkerSettings(broker.bootstrapServers(), "connect", pluginPath, workerProperties);
    }

    /** Runs on a thread of its own, since starting waits more than it works. */
    private <T extends AutoCloseable> CompletableFuture<T> starting(Callable<T> start) {
      CompletableFuture<T> future = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  T server = start.call();
                  started.add(0, server);
                  future.complete(server);
                } catch (Throwable e) {
                  future.completeExceptionally(e);
                }
              },
              "server-start");
      thread.setDaemon(true);
      thread.start();
      return future;
    }

    private void closeStarted(CompletionException failure) {
      try {
        Closing.all(List.copyOf(started));
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }
}
