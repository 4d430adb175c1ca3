package org.anabranch.model.version;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All origins of a deployment, as {@code context.origins} lists them: the same set in every
 * connector. The {@link #fingerprint()} travels with every change so that a connector with another
 * list is noticed.
 */
public final class Members {

  private final List<Origin> origins;
  private final List<String> agreed;
  private final long fingerprint;

  public Members(Collection<Origin> origins) {
    this(origins, Set.of());
  }

  /**
   * Members that have agreed on more than who they are.
   *
   * @param agreed texts that are the same in every connector, none of which looks like an origin's
   *     name; their order does not matter
   */
  public Members(Collection<Origin> origins, Collection<String> agreed) {
    this.origins = List.copyOf(new TreeSet<>(origins));
    this.agreed = List.copyOf(new TreeSet<>(agreed));
    if (this.origins.isEmpty()) {
      throw new IllegalArgumentException("A deployment has at least one origin");
    }
    this.fingerprint = hash(this.origins, this.agreed);
  }

  /** The origins in the order of their names. */
  public List<Origin> origins() {
    return origins;
  }

  public boolean contains(Origin origin) {
    return origins.contains(origin);
  }

  /**
   * The first 8 bytes of SHA-256 over the sorted names and then what else is agreed, sorted as
   * well, each followed by a line feed.
   */
  public long fingerprint() {
    return fingerprint;
  }

  private static long hash(List<Origin> origins, List<String> agreed) {
    StringBuilder names = new StringBuilder();
    origins.forEach(origin -> names.append(origin.name()).append('\n'));
    agreed.forEach(text -> names.append(text).append('\n'));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(names.toString().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Members that
        && origins.equals(that.origins)
        && agreed.equals(that.agreed);
  }

  @Override
  public int hashCode() {
    return 31 * origins.hashCode() + agreed.hashCode();
  }

  @Override
  public String toString() {
    return origins.toString();
  }
}
