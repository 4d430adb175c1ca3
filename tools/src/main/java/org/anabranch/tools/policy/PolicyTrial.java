package org.anabranch.tools.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.anabranch.records.view.RecordView;
import org.anabranch.tools.console.TextTable;
import org.anabranch.tools.console.ToolException;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.FieldHits;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.PolicyException;
import org.anabranch.transforms.policy.PolicyScope;
import org.anabranch.transforms.policy.RuleName;
import org.anabranch.transforms.policy.Verdict;
import org.anabranch.transforms.policy.document.Problem;

/**
 * A policy tried on samples, for one direction: how often each rule matched and what it would do,
 * and where that is not as expected. What it says names rules, fields and lines, never a value.
 */
public final class PolicyTrial {

  /** Nothing is masked here, so any secret will do; nor encrypted, so no key is needed. */
  private static final String SECRET = "only checked, never used";

  private final List<Tally> tallies;
  private final List<String> differences = new ArrayList<>();
  private final List<String> never = new ArrayList<>();
  private final Set<String> keys = new LinkedHashSet<>();
  private int samples;
  private int notJudged;

  /** What a rule did. */
  private static final class Tally {
    private final String rule;
    private int matched;
    private int withheld;
    private int removed;
    private int masked;
    private int encrypted;
    private int failed;

    Tally(String rule) {
      this.rule = rule;
    }
  }

  private PolicyTrial(Policy policy) {
    this.tallies = policy.rules().stream().map(rule -> new Tally(rule.name())).toList();
  }

  /**
   * Tries a policy.
   *
   * @throws ToolException where the policy or a sample is wrong, with all that is
   */
  public static PolicyTrial run(
      Path policyFile, Path sampleFile, String origin, String destination) {
    return run(policyFile, SampleFile.read(sampleFile), origin, destination);
  }

  /** Only reads a policy; as {@link #run(Path, Path, String, String)} without a sample. */
  public static PolicyTrial read(Path policyFile, String origin, String destination) {
    return run(policyFile, List.of(), origin, destination);
  }

  private static PolicyTrial run(
      Path policyFile, List<Sample> samples, String origin, String destination) {
    Sample[] current = new Sample[1];
    PolicyScope scope =
        new PolicyScope(
            origin,
            destination,
            SECRET,
            (topic, purpose, subject) -> current[0].consents().contains(purpose));
    Policy policy = policy(policyFile, scope);
    PolicyTrial trial = new PolicyTrial(policy);
    FieldHits hits = new FieldHits(policy);
    for (Sample sample : samples) {
      current[0] = sample;
      Outcome outcome = Outcome.of(policy, sample);
      trial.count(sample, outcome);
      meet(hits, sample, outcome);
    }
    hits.never().stream()
        .filter(alteration -> trial.tallies.get(alteration.rule().number()).matched > 0)
        .map(alteration -> "%s: %s".formatted(alteration.rule(), alteration.path()))
        .forEach(trial.never::add);
    return trial;
  }

  private static Policy policy(Path file, PolicyScope scope) {
    try {
      return Policy.parse(Files.readString(file), scope);
    } catch (IOException e) {
      throw new ToolException("The policy cannot be read: " + e, e);
    } catch (PolicyException e) {
      List<String> lines = e.problems().stream().map(Problem::toString).toList();
      throw new ToolException(
          file.getFileName() + " is wrong:\n  " + String.join("\n  ", lines), e);
    }
  }

  private void count(Sample sample, Outcome outcome) {
    samples++;
    for (RuleName rule : outcome.matched()) {
      tallies.get(rule.number()).matched++;
    }
    if (outcome instanceof Outcome.Decided decided) {
      count(decided.verdict());
    } else if (outcome instanceof Outcome.Failed failed) {
      tallies.stream()
          .filter(tally -> tally.rule.equals(failed.rule()))
          .forEach(tally -> tally.failed++);
      if (sample.expected() == null) {
        differences.add(sample.place() + ": " + failed.message());
      }
    } else {
      notJudged++;
    }
    if (sample.expected() != null) {
      List<String> found = sample.expected().differences(outcome);
      if (!found.isEmpty()) {
        differences.add(sample.place() + ": " + String.join("; ", found));
      }
    }
  }

  private void count(Verdict verdict) {
    if (verdict instanceof Verdict.Deliver deliver) {
      deliver.removals().forEach(removal -> tallies.get(removal.rule().number()).removed++);
      deliver.masks().forEach(mask -> tallies.get(mask.rule().number()).masked++);
      deliver.encryptions().forEach(this::count);
    } else {
      tallies.get(verdict.rule().number()).withheld++;
    }
  }

  private void count(Alteration.Encryption encryption) {
    tallies.get(encryption.rule().number()).encrypted++;
    keys.add("%s: %s by %s".formatted(encryption.rule(), encryption.path(), encryption.how()));
  }

  private static void meet(FieldHits hits, Sample sample, Outcome outcome) {
    RecordView row = sample.judged();
    if (row != null
        && outcome instanceof Outcome.Decided of
        && of.verdict() instanceof Verdict.Deliver deliver) {
      deliver.alterations().stream().filter(met -> !met.path().misses(row)).forEach(hits::hit);
    }
  }

  /** Whether everything was as expected. */
  public boolean asExpected() {
    return differences.isEmpty();
  }

  /** The report, line by line. */
  public List<String> lines() {
    TextTable table =
        new TextTable(
            "rule",
            "matched",
            "would withhold",
            "fields removed",
            "fields masked",
            "fields encrypted",
            "errors");
    for (Tally tally : tallies) {
      table.add(
          tally.rule,
          String.valueOf(tally.matched),
          String.valueOf(tally.withheld),
          String.valueOf(tally.removed),
          String.valueOf(tally.masked),
          String.valueOf(tally.encrypted),
          String.valueOf(tally.failed));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add(
        "%d samples, %d not as expected".formatted(samples, differences.size())
            + (notJudged == 0 ? "" : ", " + notJudged + " without an image to judge: withheld"));
    lines.addAll(differences);
    keys.forEach(field -> lines.add("Encrypted: " + field));
    never.forEach(path -> lines.add("In no row yet: " + path));
    return lines;
  }
}
