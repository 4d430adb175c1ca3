package org.anabranch.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the cluster says about a connector and its tasks at one moment. */
public record ConnectorStatus(String name, Part connector, List<Part> tasks) {

  /** The connector itself (id -1) or one of its tasks; the trace is empty unless it failed. */
  public record Part(int id, String state, String worker, String trace) {
    static Part of(JsonNode json) {
      return new Part(
          json.path("id").asInt(-1),
          json.path("state").asText(),
          json.path("worker_id").asText(),
          json.path("trace").asText());
    }

    boolean is(String wanted) {
      return state.equals(wanted);
    }
  }

  static ConnectorStatus of(JsonNode json) {
    List<Part> tasks = new ArrayList<>();
    json.path("tasks").forEach(task -> tasks.add(Part.of(task)));
    return new ConnectorStatus(
        json.path("name").asText(), Part.of(json.path("connector")), List.copyOf(tasks));
  }

  /** Whether the connector and at least one task run, and no task is in another state. */
  public boolean isRunning() {
    return connector.is("RUNNING") && !tasks.isEmpty() && allTasks("RUNNING");
  }

  public boolean hasFailed() {
    return !failures().isEmpty();
  }

  /** Those that failed, with their traces. */
  public List<Part> failures() {
    List<Part> failed = new ArrayList<>(tasks);
    failed.add(0, connector);
    failed.removeIf(part -> !part.is("FAILED"));
    return failed;
  }

  boolean is(String state) {
    return connector.is(state) && allTasks(state);
  }

  private boolean allTasks(String state) {
    return tasks.stream().allMatch(task -> task.is(state));
  }
}
