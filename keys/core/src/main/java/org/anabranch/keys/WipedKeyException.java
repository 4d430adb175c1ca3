package org.anabranch.keys;

/** A key was used that was wiped meanwhile; it can be asked for again. */
public final class WipedKeyException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public WipedKeyException() {
    super("The key was wiped from memory meanwhile");
  }
}
