package org.anabranch.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.anabranch.testkit.servers.ConnectorStatus.Part;

/**
 * Connect's REST interface, for the requests that tests and the quickstart make. Errors are {@link
 * ConnectRestException}; requests that meet a rebalance are repeated until it is over.
 */
public final class ConnectRest {

  /**
   * A connector starts its tasks anew on the next change; what is FAILED for longer than this stays
   * so.
   */
  private static final Duration FAILED_FOR_GOOD = Duration.ofSeconds(1);

  /** A task that was told to resume and is still PAUSED after this will not say that it goes on. */
  private static final Duration PAUSED_FOR_GOOD = Duration.ofSeconds(5);

  private final URI url;
  private final ConnectHttp http;

  /** By connector, the failures that the caller has waited for, and has mended by now. */
  private final Map<String, List<Part>> awaited = new ConcurrentHashMap<>();

  public ConnectRest(URI url) {
    this.url = url;
    this.http = new ConnectHttp(url);
  }

  public URI url() {
    return url;
  }

  /** The class names of all connectors that the worker found. */
  public List<String> connectorClasses() {
    List<String> classes = new ArrayList<>();
    http.get("connector-plugins").forEach(plugin -> classes.add(plugin.path("class").asText()));
    return classes;
  }

  /** Every plugin that the worker found, transforms and converters too, as Connect answers it. */
  public JsonNode plugins() {
    return http.get("connector-plugins?connectorsOnly=false");
  }

  /** Names of the deployed connectors. */
  public List<String> connectors() {
    List<String> names = new ArrayList<>();
    http.get("connectors").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** Deploys a connector or changes it. */
  public void put(String name, Map<String, String> settings) {
    http.send("PUT", path(name, "/config"), settings);
  }

  public void put(ConnectorConfig config) {
    put(config.name(), config.settings());
  }

  /**
   * Changes a connector and returns when it runs with these settings. It is stopped meanwhile: one
   * that is changed while it runs, or after it has failed, goes on to say so until its tasks are
   * replaced, and they work by the settings of before until then.
   */
  public void replace(ConnectorConfig config) {
    stop(config.name());
    put(config);
    resume(config.name());
  }

  /** Deploys the connector of a JSON file, see {@link ConnectorConfig#read}; answers its name. */
  public String put(Path json, Map<String, String> placeholders) {
    ConnectorConfig config = ConnectorConfig.read(json, placeholders);
    put(config);
    return config.name();
  }

  /** Asks what is wrong with these settings; nothing is deployed. */
  public ConfigValidation validate(String connectorClass, Map<String, String> settings) {
    Map<String, String> complete = new LinkedHashMap<>(settings);
    complete.putIfAbsent("connector.class", connectorClass);
    String path = "connector-plugins/" + encoded(connectorClass) + "/config/validate";
    return ConfigValidation.of(http.send("PUT", path, complete));
  }

  /** Empty when nobody has reported about this connector yet. */
  public Optional<ConnectorStatus> status(String name) {
    try {
      return Optional.of(ConnectorStatus.of(http.get(path(name, "/status"))));
    } catch (ConnectRestException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public ConnectorStatus awaitRunning(String name) {
    return awaitRunning(name, Await.DEADLINE);
  }

  /**
   * Returns once the connector and its tasks run; fails with the trace as soon as one of them has
   * failed for good, unless {@link #awaitFailed} has told of that failure before.
   */
  public ConnectorStatus awaitRunning(String name, Duration deadline) {
    return awaitRunning(name, deadline, status -> {});
  }

  private ConnectorStatus awaitRunning(
      String name, Duration deadline, Consumer<ConnectorStatus> seen) {
    FailureWatch watch = new FailureWatch(FAILED_FOR_GOOD, awaited.getOrDefault(name, List.of()));
    return Await.until(
            "connector " + name + " and its tasks are RUNNING",
            deadline,
            () -> {
              Optional<ConnectorStatus> status = status(name).map(watch::orThrow);
              status.ifPresent(seen);
              return status;
            },
            status -> status.filter(ConnectorStatus::isRunning).isPresent())
        .orElseThrow();
  }

  /** Returns the status once the connector or one of its tasks has failed. */
  public ConnectorStatus awaitFailed(String name) {
    ConnectorStatus failed =
        Await.until(
                "connector " + name + " or one of its tasks is FAILED",
                Await.DEADLINE,
                () -> status(name),
                status -> status.filter(ConnectorStatus::hasFailed).isPresent())
            .orElseThrow();
    awaited.put(name, failed.failures());
    return failed;
  }

  /** Pauses and returns once the connector and all tasks are paused. */
  public void pause(String name) {
    http.send("PUT", path(name, "/pause"), null);
    await(name, "PAUSED");
  }

  /**
   * Resumes a paused or stopped connector; returns once it runs. A task that does not say that it
   * goes on (see {@link PausedWatch}) is restarted.
   */
  public void resume(String name) {
    http.send("PUT", path(name, "/resume"), null);
    PausedWatch paused = new PausedWatch(PAUSED_FOR_GOOD);
    awaitRunning(
        name,
        Await.DEADLINE,
        status -> paused.overdue(status).forEach(task -> restartTask(name, task)));
  }

  /** Stops and returns once the tasks are gone; the settings and offsets stay. */
  public void stop(String name) {
    http.send("PUT", path(name, "/stop"), null);
    Await.until(
        "connector " + name + " is STOPPED and has no tasks",
        Await.DEADLINE,
        () -> status(name),
        status -> status.filter(s -> s.is("STOPPED") && s.tasks().isEmpty()).isPresent());
  }

  /** Restarts the connector and all its tasks, failed or not, and returns at once. */
  public void restart(String name) {
    http.send("POST", path(name, "/restart?includeTasks=true"), null);
  }

  /** Restarts what has failed of the connector and its tasks and returns at once. */
  public void restartFailed(String name) {
    http.send("POST", path(name, "/restart?includeTasks=true&onlyFailed=true"), null);
  }

  public void restartTask(String name, int task) {
    http.send("POST", path(name, "/tasks/" + task + "/restart"), null);
  }

  /**
   * Deletes the connector; its offsets stay, unless {@link #resetOffsets} was called while it was
   * stopped.
   */
  public void delete(String name) {
    http.send("DELETE", path(name, ""), null);
    Await.until(
        "connector " + name + " is gone",
        Await.DEADLINE,
        () -> !connectors().contains(name) && status(name).isEmpty());
  }

  /** The stored offsets, as Connect answers them. */
  public JsonNode offsets(String name) {
    return http.get(path(name, "/offsets"));
  }

  /**
   * Forgets the stored offsets of a stopped connector, and returns once none are told of: a worker
   * that has yet to read what it wrote answers with their partitions and no offset.
   */
  public void resetOffsets(String name) {
    http.send("DELETE", path(name, "/offsets"), null);
    Await.until(
        "no offsets of " + name + " are told of",
        Await.DEADLINE,
        () -> offsets(name).path("offsets"),
        JsonNode::isEmpty);
  }

  private void await(String name, String state) {
    Await.until(
        "connector " + name + " and its tasks are " + state,
        Await.DEADLINE,
        () -> status(name),
        status -> status.filter(s -> s.is(state)).isPresent());
  }

  private static String path(String name, String rest) {
    return "connectors/" + encoded(name) + rest;
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
