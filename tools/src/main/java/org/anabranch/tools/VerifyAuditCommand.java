package org.anabranch.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import org.anabranch.tools.audit.AuditTopicReader;
import org.anabranch.tools.audit.ChainWalk;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.ToolException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch verify-audit}: docs/operations/audit.md. */
@Command(
    name = "verify-audit",
    description =
        "Walks the chains of an audit topic and names the first broken link of each. Reads only.",
    footer = {"", "Exit status: 0 every chain is whole, 1 one is broken, 2 error."},
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class VerifyAuditCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--bootstrap-server",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster.")
  private String bootstrapServer = "";

  @Option(names = "--topic", required = true, description = "The audit topic.")
  private String topic = "";

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties of Kafka's client, such as security.protocol.")
  private @Nullable Path commandConfig;

  @Option(
      names = "--anchor",
      paramLabel = "PARTITION=HASH",
      description =
          "A last hash that an earlier run printed, kept elsewhere: the chain has to hold it. Without"
              + " it, it is not seen that the end of a chain was cut off. May be repeated.")
  private List<String> anchors = new ArrayList<>();

  @Option(
      names = "--timeout-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long the cluster may say nothing (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() {
    AuditTopicReader reader = new AuditTopicReader(client(), Duration.ofSeconds(timeoutSeconds));
    List<ChainWalk> walks = reader.walk(topic, sought());
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    boolean whole = true;
    for (ChainWalk walk : walks) {
      out.println(walk.told());
      String broken = walk.broken();
      if (broken != null) {
        out.println("BROKEN: " + broken);
        whole = false;
      }
    }
    out.flush();
    return (whole ? ExitStatus.OK : ExitStatus.DIFFERENT).code();
  }

  private Map<String, Object> client() {
    Map<String, Object> settings = new HashMap<>();
    if (commandConfig != null) {
      Properties properties = new Properties();
      try (Reader in = Files.newBufferedReader(commandConfig, StandardCharsets.UTF_8)) {
        properties.load(in);
      } catch (IOException e) {
        throw new ToolException("--command-config cannot be read: " + e.getMessage(), e);
      }
      properties.stringPropertyNames().forEach(name -> settings.put(name, properties.get(name)));
    }
    settings.put("bootstrap.servers", bootstrapServer);
    return settings;
  }

  private Map<Integer, Set<String>> sought() {
    Map<Integer, Set<String>> sought = new HashMap<>();
    for (String anchor : anchors) {
      String[] parts = anchor.split("=", 2);
      if (parts.length != 2
          || !parts[0].matches("[0-9]{1,9}")
          || !parts[1].matches("[0-9a-f]{64}")) {
        throw new ToolException(
            "--anchor is to be PARTITION=HASH, a hash of 64 hexadecimal digits as this command"
                + " prints it");
      }
      sought.computeIfAbsent(Integer.valueOf(parts[0]), none -> new HashSet<>()).add(parts[1]);
    }
    return sought;
  }
}
