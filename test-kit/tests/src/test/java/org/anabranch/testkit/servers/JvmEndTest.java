package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JvmEndTest {

  @Test
  void nothing_outlives_a_JVM_that_is_killed_while_its_servers_run(@TempDir Path temporary)
      throws Exception {
    Leftovers before = Leftovers.now();
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-D" + TemporaryDirectory.PARENT + "=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Servers.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("running");
      List<ProcessHandle> processes = jvm.descendants().toList();
      // The forked worker and the shells that wait for the end.
      assertThat(processes).hasSizeGreaterThan(1);

      jvm.destroyForcibly().waitFor();

      processes.forEach(process -> process.onExit().join());
    }
    before.assertNothingAdded();
    Await.until(
        "the killed JVM's servers are gone",
        Await.DEADLINE,
        () ->
            ProcessHandle.allProcesses()
                .filter(process -> isIn(temporary, process))
                .map(ProcessHandle::pid)
                .toList(),
        List::isEmpty);
    Await.until(
        "the killed servers' directories are gone",
        Await.DEADLINE,
        () -> Leftovers.directoriesIn(temporary),
        Set::isEmpty);
  }

  /** Also one that detached itself: its command line tells. */
  private static boolean isIn(Path directory, ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(directory.toString());
  }

  /** Starts one server of each kind and never ends by itself. */
  static final class Servers {
    private Servers() {}

    public static void main(String[] arguments) throws IOException {
      PostgresServer postgres = PostgresServer.start();
      KafkaBroker broker = KafkaBroker.start();
      ForkedConnectWorker worker =
          ForkedConnectWorker.start(WorkerSettings.of(broker, "killed", List.of()));
      System.out.println(postgres.port() > 0 && worker.isAlive() ? "running" : "not running");
      System.in.read();
    }
  }
}
