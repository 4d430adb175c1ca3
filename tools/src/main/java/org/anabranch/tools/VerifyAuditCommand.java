package org.anabranch.tools;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.anabranch.tools.audit.AuditTopicReader;
import org.anabranch.tools.audit.ChainWalk;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.kafka.KafkaOptions;
import org.anabranch.tools.kafka.TopicReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(names = "--topic", required = true, description = "The audit topic.")
  private String topic = "";

  @Option(
      names = "--anchor",
      paramLabel = "PARTITION=HASH",
      description =
          "A last hash that an earlier run printed, kept elsewhere: the chain has to hold it. Without"
              + " it, it is not seen that the end of a chain was cut off. May be repeated.")
  private List<String> anchors = new ArrayList<>();

  @Override
  public Integer call() {
    List<ChainWalk> walks = walks();
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

  private List<ChainWalk> walks() {
    Map<Integer, Set<String>> sought = sought();
    try (TopicReader reader = kafka.open()) {
      return new AuditTopicReader(reader).walk(topic, sought);
    }
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
