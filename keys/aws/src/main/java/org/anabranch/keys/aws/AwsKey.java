package org.anabranch.keys.aws;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as AWS names it.
 *
 * @param text ARN, key id or alias
 * @param region the ARN's; empty where it is none
 * @param resource what follows in the ARN, or the text: {@code key/ID}, a key id, {@code
 *     alias/NAME}
 */
record AwsKey(String text, String region, String resource) {
  private static final String RESOURCE = "(?:key/|alias/)?[A-Za-z0-9/_-]+";
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z0-9-]+:kms:([a-z0-9-]+):[0-9]{12}:(" + RESOURCE + ")");
  private static final Pattern BARE = Pattern.compile(RESOURCE);

  static Optional<AwsKey> parse(String text) {
    Matcher arn = ARN.matcher(text);
    if (arn.matches()) {
      return Optional.of(new AwsKey(text, arn.group(1), arn.group(2)));
    }
    return BARE.matcher(text).matches()
        ? Optional.of(new AwsKey(text, "", text))
        : Optional.empty();
  }

  /** An alias may name another key tomorrow. */
  boolean isAlias() {
    return resource.startsWith("alias/");
  }

  /** Its replicas in other regions have the same id, and unwrap what it wrapped. */
  boolean isMultiRegion() {
    return resource.startsWith("key/mrk-") || resource.startsWith("mrk-");
  }

  /** The replica of a region. */
  AwsKey in(String another) {
    return region.isEmpty() || !isMultiRegion()
        ? this
        : new AwsKey(
            text.replace(":kms:" + region + ":", ":kms:" + another + ":"), another, resource);
  }
}
