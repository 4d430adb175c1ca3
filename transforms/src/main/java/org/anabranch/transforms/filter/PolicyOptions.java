package org.anabranch.transforms.filter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.version.Origin;
import org.anabranch.transforms.consent.ConsentOptions;
import org.anabranch.transforms.mask.MaskSecret;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.PolicyException;
import org.anabranch.transforms.policy.PolicyScope;
import org.anabranch.transforms.policy.condition.Consents;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which policy judges, and for which direction.
 *
 * @param document null where it is in a file
 * @param file null where it is not
 */
public record PolicyOptions(@Nullable String document, @Nullable Path file, PolicyScope scope) {

  /** The document itself. */
  public static final String POLICY = "policy";

  /** The document's file. */
  public static final String POLICY_FILE = "policy.file";

  static final String ORIGIN = "origin.region";
  static final String DESTINATION = "destination.region";

  private static final String GROUP = "Policy";

  /** Adds these options. */
  public static ConfigDef define(ConfigDef options) {
    options
        .define(
            POLICY,
            ConfigDef.Type.STRING,
            null,
            LambdaValidator.with(PolicyOptions::checkDocument, () -> "a policy"),
            Importance.HIGH,
            "The policy, as YAML or JSON; docs/residency.md describes it. Either this or"
                + " policy.file.",
            GROUP,
            0,
            Width.LONG,
            "Policy")
        .define(
            POLICY_FILE,
            ConfigDef.Type.STRING,
            null,
            LambdaValidator.with(PolicyOptions::checkFile, () -> "a file with a policy"),
            Importance.HIGH,
            "The file that holds the policy, on every worker. A changed file is in force within a"
                + " second, from one record to the next; a version that is wrong leaves the one"
                + " before in force, and is logged and counted.",
            GROUP,
            1,
            Width.LONG,
            "Policy file");
    return MaskSecret.define(defineDirection(options), GROUP, 4);
  }

  private static ConfigDef defineDirection(ConfigDef options) {
    return options
        .define(
            ORIGIN,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(PolicyOptions::checkRegion, () -> "a region of the policy"),
            Importance.HIGH,
            "The region from which records come, by its name in the policy.",
            GROUP,
            2,
            Width.MEDIUM,
            "Origin region",
            new RegionCheck())
        .define(
            DESTINATION,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            LambdaValidator.with(PolicyOptions::checkRegion, () -> "a region of the policy"),
            Importance.HIGH,
            "The region to which records would go, by its name in the policy.",
            GROUP,
            3,
            Width.MEDIUM,
            "Destination region");
  }

  private static void checkDocument(String name, @Nullable Object value) {
    if (value != null) {
      try {
        Policy.validate(value.toString());
      } catch (PolicyException e) {
        throw new ConfigException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static void checkFile(String name, @Nullable Object value) {
    if (value != null) {
      try {
        Policy.validate(read(Path.of(value.toString())));
      } catch (PolicyException | IllegalArgumentException e) {
        throw new ConfigException("In " + value + ": " + e.getMessage());
      }
    }
  }

  private static void checkRegion(String name, @Nullable Object value) {
    try {
      new Origin(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Of a configuration.
   *
   * @throws ConfigException where it is wrong; says what, and how to mend it
   */
  public static PolicyOptions of(AbstractConfig config) {
    PolicyScope scope =
        new PolicyScope(
            config.getString(ORIGIN),
            config.getString(DESTINATION),
            MaskSecret.of(config),
            Consents.NONE);
    String file = config.getString(POLICY_FILE);
    PolicyOptions options =
        new PolicyOptions(config.getString(POLICY), file == null ? null : Path.of(file), scope);
    checkOne(options.document(), file);
    try {
      Policy.parse(options.text(), scope);
    } catch (PolicyException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
    return options;
  }

  private static void checkOne(@Nullable String document, @Nullable String file) {
    if ((document == null) == (file == null)) {
      throw new ConfigException("Set either %s or %s, and not both".formatted(POLICY, POLICY_FILE));
    }
  }

  /** The document as it is now. */
  private String text() {
    return document != null ? document : read(file);
  }

  private static String read(@Nullable Path file) {
    try {
      return Files.readString(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new ConfigException(POLICY_FILE, file, "It cannot be read: " + e.getMessage());
    }
  }

  /** Where the policy in force comes from. */
  PolicySource source(
      FilterCounts counts, FollowedConsents consents, EncryptionSource encryptions) {
    PolicyActivation activation = new PolicyActivation(scope, consents, encryptions, counts);
    if (file != null) {
      return new PolicyFile(file, activation, counts, System::nanoTime);
    }
    ActivePolicy fixed = activation.of(text());
    return () -> fixed;
  }

  /**
   * Checks what one option alone cannot tell, so that a validation finds it, too: the direction,
   * the secret, where consents are, and the keys against the policy.
   */
  private static final class RegionCheck implements ConfigDef.Recommender {

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsed) {
      Object document = parsed.get(POLICY);
      Object file = parsed.get(POLICY_FILE);
      checkOne(text(document), text(file));
      String origin = text(parsed.get(ORIGIN));
      String destination = text(parsed.get(DESTINATION));
      if (origin != null && destination != null) {
        check(
            document == null ? read(Path.of(String.valueOf(file))) : document.toString(),
            new PolicyScope(
                origin, destination, MaskSecret.text(parsed.get(MaskSecret.OPTION)), Consents.NONE),
            parsed);
      }
      return List.of();
    }

    private static @Nullable String text(@Nullable Object value) {
      return value == null ? null : value.toString();
    }

    /** What is wrong in the document itself is told beside the document. */
    private static void check(String document, PolicyScope scope, Map<String, Object> parsed) {
      try {
        Policy.validate(document);
      } catch (PolicyException e) {
        return;
      }
      Policy policy;
      try {
        policy = Policy.parse(document, scope);
      } catch (PolicyException e) {
        throw new ConfigException(String.valueOf(e.getMessage()));
      }
      if (parsed.get(ConsentOptions.BOOTSTRAP_SERVERS) == null
          && !policy.consentTopics().isEmpty()) {
        throw FollowedConsents.nowhere(policy.consentTopics());
      }
      if (Boolean.FALSE.equals(parsed.get(GeoFilterOptions.DRY_RUN))) {
        FilterKeys.check(policy, parsed);
      }
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsed) {
      return true;
    }
  }

  /** Without the document and the secret. */
  @Override
  public String toString() {
    return "policy for " + scope;
  }
}
