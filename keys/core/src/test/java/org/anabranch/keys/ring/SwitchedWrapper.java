package org.anabranch.keys.ring;

import java.util.function.UnaryOperator;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;
import org.jspecify.annotations.Nullable;

/** A provider that fails when a test says so; what it wraps is the wrapped provider's. */
final class SwitchedWrapper implements KeyWrapper {

  private final KeyWrapper provider;
  private @Nullable KeyProviderException failure;
  private UnaryOperator<byte[]> tampering = UnaryOperator.identity();
  private int unwrapped;
  private int tries;
  private boolean closed;

  SwitchedWrapper(KeyWrapper provider) {
    this.provider = provider;
  }

  /** Fails so from now on; null for works. */
  void fail(@Nullable KeyProviderException with) {
    failure = with;
  }

  void tamper(UnaryOperator<byte[]> how) {
    tampering = how;
  }

  /** How many keys it unwrapped. */
  int unwrapped() {
    return unwrapped;
  }

  /** How often it was asked to wrap or unwrap. */
  int tries() {
    return tries;
  }

  boolean isClosed() {
    return closed;
  }

  private void asked() {
    tries++;
    KeyProviderException why = failure;
    if (why != null) {
      throw why;
    }
  }

  @Override
  public String key() {
    return provider.key();
  }

  @Override
  public byte[] wrap(byte[] plain) {
    asked();
    return provider.wrap(plain);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    asked();
    unwrapped++;
    return tampering.apply(provider.unwrap(wrapped, key));
  }

  @Override
  public void close() {
    closed = true;
    provider.close();
  }
}
