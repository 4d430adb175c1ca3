package org.anabranch.keys.gcp;

import com.google.api.services.cloudkms.v1.CloudKMS.Projects.Locations.KeyRings.CryptoKeys;
import com.google.api.services.cloudkms.v1.CloudKMS.Projects.Locations.KeyRings.CryptoKeys.Decrypt;
import com.google.api.services.cloudkms.v1.CloudKMS.Projects.Locations.KeyRings.CryptoKeys.Encrypt;
import com.google.api.services.cloudkms.v1.CloudKMSRequest;
import com.google.api.services.cloudkms.v1.model.DecryptRequest;
import com.google.api.services.cloudkms.v1.model.DecryptResponse;
import com.google.api.services.cloudkms.v1.model.EncryptRequest;
import com.google.api.services.cloudkms.v1.model.EncryptResponse;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Wraps with a symmetric key of Google Cloud KMS. What is wrapped is KMS' own ciphertext, which
 * tells the key's version. Checksums go along both ways, as Google asks for.
 */
final class GcpKms implements KeyWrapper {

  private final GcpKey key;
  private final GcpClient client;

  GcpKms(GcpKey key, GcpClient client) {
    this.key = key;
    this.client = client;
  }

  @Override
  public String key() {
    return key.text();
  }

  @Override
  public byte[] wrap(byte[] plain) {
    EncryptRequest request =
        new EncryptRequest().encodePlaintext(plain).setPlaintextCrc32c(checksum(plain));
    try {
      Encrypt encrypt = keys().encrypt(key.text(), request);
      EncryptResponse answer = plainly(encrypt).execute();
      byte[] wrapped = answer.decodeCiphertext();
      if (!Boolean.TRUE.equals(answer.getVerifiedPlaintextCrc32c())) {
        throw damaged(key);
      }
      return checked(wrapped, answer.getCiphertextCrc32c(), key);
    } catch (IOException e) {
      throw GcpFailures.of(e, key, "encrypt");
    }
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    GcpKey from =
        GcpKey.parse(key)
            .orElseThrow(
                () ->
                    KeyProviderException.lasting(
                        "The key store names a key-encryption key that cannot be one of Google Cloud"
                            + " KMS'",
                        null));
    DecryptRequest request =
        new DecryptRequest().encodeCiphertext(wrapped).setCiphertextCrc32c(checksum(wrapped));
    try {
      Decrypt decrypt = keys().decrypt(from.key(), request);
      DecryptResponse answer = plainly(decrypt).execute();
      return checked(answer.decodePlaintext(), answer.getPlaintextCrc32c(), from);
    } catch (IOException e) {
      throw GcpFailures.of(e, from, "decrypt");
    }
  }

  @Override
  public String identity(String key) {
    return GcpKey.parse(key).map(GcpKey::key).orElse(key);
  }

  /** Without compression, which would only make what is sent longer. */
  private static <R extends CloudKMSRequest<?>> R plainly(R request) {
    request.setDisableGZipContent(true);
    return request;
  }

  private CryptoKeys keys() throws IOException {
    return client.get().projects().locations().keyRings().cryptoKeys();
  }

  private static byte[] checked(byte @Nullable [] answered, @Nullable Long sum, GcpKey key) {
    if (answered == null || (sum != null && sum != checksum(answered))) {
      throw damaged(key);
    }
    return answered;
  }

  private static KeyProviderException damaged(GcpKey key) {
    return KeyProviderException.passing(
        "What Google Cloud KMS was asked or answered for " + key.text() + " was damaged on the way",
        null);
  }

  private static long checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  /** Nothing is held open: Java keeps the connections. */
  @Override
  public void close() {}
}
