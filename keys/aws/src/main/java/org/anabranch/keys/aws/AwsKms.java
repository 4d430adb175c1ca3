package org.anabranch.keys.aws;

import java.util.function.Supplier;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyWrapper;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Wraps with a symmetric key of AWS KMS. What is wrapped is KMS' own ciphertext, which tells the
 * key's version.
 */
final class AwsKms implements KeyWrapper {

  private final AwsKey key;
  private final AwsClients clients;

  AwsKms(AwsKey key, AwsClients clients) {
    this.key = key;
    this.clients = clients;
  }

  @Override
  public String key() {
    return key.text();
  }

  @Override
  public byte[] wrap(byte[] plain) {
    AwsKey asked = key.in(clients.region(key).id());
    KmsClient client = clients.of(clients.region(key));
    return answered(
        asked,
        "Encrypt",
        () ->
            client
                .encrypt(
                    request -> request.keyId(asked.text()).plaintext(SdkBytes.fromByteArray(plain)))
                .ciphertextBlob()
                .asByteArray());
  }

  /** Only with the key that wrapped, where it was named by more than an alias. */
  @Override
  public byte[] unwrap(byte[] wrapped, String key) {
    if (wrapped.length == 0) {
      throw KeyProviderException.lasting("The key store has a data key without bytes", null);
    }
    AwsKey from =
        AwsKey.parse(key)
            .orElseThrow(
                () ->
                    KeyProviderException.lasting(
                        "The key store names a key-encryption key that cannot be one of AWS KMS'",
                        null));
    AwsKey asked = from.in(clients.region(from).id());
    KmsClient client = clients.of(clients.region(from));
    return answered(
        asked,
        "Decrypt",
        () ->
            client
                .decrypt(
                    request -> {
                      request.ciphertextBlob(SdkBytes.fromByteArray(wrapped));
                      if (!asked.isAlias()) {
                        request.keyId(asked.text());
                      }
                    })
                .plaintext()
                .asByteArray());
  }

  @Override
  public String identity(String key) {
    return AwsKey.parse(key)
        .map(parsed -> parsed.in(clients.region(parsed).id()).text())
        .orElse(key);
  }

  private static byte[] answered(AwsKey key, String operation, Supplier<byte[]> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw AwsFailures.of(e, key, operation);
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
