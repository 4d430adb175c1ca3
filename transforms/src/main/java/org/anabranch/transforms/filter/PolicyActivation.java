package org.anabranch.transforms.filter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.anabranch.transforms.policy.FieldHits;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.PolicyException;
import org.anabranch.transforms.policy.PolicyScope;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;

/** Makes policies ready to be in force. Safe for several threads. */
final class PolicyActivation {

  private static final int VERSION_DIGITS = 16;

  private final PolicyScope scope;
  private final FollowedConsents consents;
  private final EncryptionSource encryptions;
  private final FilterCounts counts;

  PolicyActivation(
      PolicyScope scope,
      FollowedConsents consents,
      EncryptionSource encryptions,
      FilterCounts counts) {
    this.scope = new PolicyScope(scope.origin(), scope.destination(), scope.maskSecret(), consents);
    this.consents = consents;
    this.encryptions = encryptions;
    this.counts = counts;
  }

  /**
   * A policy with the consents that it asks for and the keys that it encrypts with.
   *
   * @throws PolicyException where the document is wrong
   * @throws ConfigException where consents are asked for and no cluster is named, or keys cannot be
   *     opened
   * @throws ConnectException where they cannot be read
   */
  ActivePolicy of(String document) {
    Policy policy = Policy.parse(document, scope);
    FieldEncryption encryption = encryptions.of(policy);
    consents.follow(policy.consentTopics());
    return new ActivePolicy(
        policy,
        version(document),
        new FieldHits(policy),
        encryption,
        List.of(counts.of(policy.rules())));
  }

  private static String version(String document) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
