package org.anabranch.keys.azure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.anabranch.keys.KeyProviderException;

/**
 * What Key Vault wrapped, and the version of the key that did, which its bytes do not tell: format
 * 1, the length of the version (1 byte), the version in ASCII, the bytes.
 */
final class VersionedBytes {
  private static final byte FORMAT = 1;

  private final String version;
  private final byte[] bytes;

  VersionedBytes(String version, byte[] bytes) {
    this.version = version;
    this.bytes = bytes;
  }

  static VersionedBytes parse(byte[] encoded) {
    ByteBuffer parts = ByteBuffer.wrap(encoded);
    if (parts.remaining() < 2 || parts.get() != FORMAT) {
      throw damaged();
    }
    int length = parts.get();
    if (length < 1 || length > parts.remaining()) {
      throw damaged();
    }
    byte[] version = new byte[length];
    byte[] bytes = new byte[parts.remaining() - length];
    parts.get(version).get(bytes);
    String text = new String(version, StandardCharsets.US_ASCII);
    if (!AzureKey.isVersion(text)) {
      throw damaged();
    }
    return new VersionedBytes(text, bytes);
  }

  private static KeyProviderException damaged() {
    return KeyProviderException.lasting(
        "A data key was altered, or was not wrapped by Azure Key Vault", null);
  }

  byte[] encoded() {
    byte[] text = version.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(2 + text.length + bytes.length)
        .put(FORMAT)
        .put((byte) text.length)
        .put(text)
        .put(bytes)
        .array();
  }

  String version() {
    return version;
  }

  byte[] bytes() {
    return bytes;
  }
}
