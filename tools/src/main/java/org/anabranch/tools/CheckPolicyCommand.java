package org.anabranch.tools;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.policy.PolicyTrial;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code anabranch check-policy}: docs/residency.md. */
@Command(
    name = "check-policy",
    description =
        "Reads a residency policy and tries it on sample records. Talks to no server and prints no"
            + " value.",
    footer = {
      "",
      "Exit status: 0 as expected, 1 a sample is not judged as it expects, 2 the policy or a sample"
          + " is wrong."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    mixinStandardHelpOptions = true)
final class CheckPolicyCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      description = "The policy, YAML or JSON.")
  private @Nullable Path policy;

  @Option(
      names = "--samples",
      paramLabel = "FILE",
      description =
          "Sample records, one JSON object a line: table, op, before, after, key, headers,"
              + " consents, expect. Without it, the policy is only read.")
  private @Nullable Path samples;

  @Option(
      names = "--origin",
      required = true,
      paramLabel = "REGION",
      description = "The region whose changes are judged.")
  private String origin = "";

  @Option(
      names = "--destination",
      required = true,
      paramLabel = "REGION",
      description = "The region to which they would go.")
  private String destination = "";

  @Override
  public Integer call() {
    Path file = Objects.requireNonNull(policy);
    PolicyTrial trial =
        samples == null
            ? PolicyTrial.read(file, origin, destination)
            : PolicyTrial.run(file, samples, origin, destination);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    trial.lines().forEach(out::println);
    out.flush();
    return (trial.asExpected() ? ExitStatus.OK : ExitStatus.DIFFERENT).code();
  }
}
