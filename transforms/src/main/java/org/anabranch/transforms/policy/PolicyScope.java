package org.anabranch.transforms.policy;

import org.anabranch.transforms.policy.condition.Consents;
import org.jspecify.annotations.Nullable;

/**
 * For whom a policy is compiled.
 *
 * @param origin the region whose changes are judged, by its name in the policy
 * @param destination the region to which they would go
 * @param maskSecret what keyed masks are made with; null where there is none
 * @param consents asked while rows are judged, never while the policy is read
 */
public record PolicyScope(
    String origin, String destination, @Nullable String maskSecret, Consents consents) {

  /** Without what it holds in secret. */
  @Override
  public String toString() {
    return origin + " to " + destination;
  }
}
