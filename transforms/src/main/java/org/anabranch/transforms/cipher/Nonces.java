package org.anabranch.transforms.cipher;

/** Gives nonces, and none twice. */
interface Nonces {

  /** The length of one. */
  int BYTES = 12;

  /** Puts one there. */
  void next(byte[] into, int from);
}
