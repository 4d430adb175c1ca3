package org.anabranch.model.version;

/** How one version vector stands to another. */
public enum Causality {
  BEFORE,
  AFTER,
  SAME,
  CONCURRENT
}
