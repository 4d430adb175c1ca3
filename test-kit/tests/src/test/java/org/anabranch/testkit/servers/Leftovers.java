package org.anabranch.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of threads, processes and temporary directories was there before, so that a test can demand
 * that nothing was added.
 */
record Leftovers(Set<Thread> threads, Set<ProcessHandle> processes, Set<Path> directories) {
  private static final Pattern OWN =
      Pattern.compile("anabranch-[a-z-]*" + TemporaryDirectory.THIS_JVM);

  static Leftovers now() {
    Set<Path> directories = directoriesIn(TemporaryDirectory.parent());
    directories.removeIf(path -> !isOwn(path.getFileName().toString()));
    return new Leftovers(threadsThatKeepTheJvmUp(), descendants(), directories);
  }

  /** Threads and killed processes need a moment to vanish. */
  void assertNothingAdded() {
    Await.until("nothing is left over", Await.DEADLINE, this::added, Set::isEmpty);
  }

  Set<Object> added() {
    Leftovers now = now();
    Set<Object> added = new HashSet<>();
    added.addAll(now.threads);
    added.addAll(now.processes);
    added.addAll(now.directories);
    added.removeAll(threads);
    added.removeAll(processes);
    added.removeAll(directories);
    return added;
  }

  /** Of a directory that this JVM made, or a process that works in one: others build beside it. */
  private static boolean isOwn(String name) {
    return OWN.matcher(name).find();
  }

  private static Set<Thread> threadsThatKeepTheJvmUp() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  /** A server that detached itself is no descendant any more, so its command line tells. */
  private static Set<ProcessHandle> descendants() {
    Set<ProcessHandle> found = ProcessHandle.current().descendants().collect(Collectors.toSet());
    ProcessHandle.allProcesses()
        .filter(process -> isOwn(process.info().commandLine().orElse("")))
        .forEach(found::add);
    return found;
  }

  static Set<Path> directoriesIn(Path temporary) {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("anabranch-"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
