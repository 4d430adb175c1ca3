package org.anabranch.converters.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Certificates and keys of files in any of the forms that Kafka's clients take. */
final class TlsStores {
  private static final String PEM = "PEM";
  private static final char[] NO_PASSWORD = {};

  private TlsStores() {}

  /** The certificates of a file. */
  static KeyStore trusted(String file, String type, @Nullable Password password)
      throws IOException, GeneralSecurityException {
    return type.equals(PEM) ? PemStore.trusted(text(file)) : store(file, type, password);
  }

  static TrustManager[] trust(KeyStore trusted) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  /**
   * The key of a file with its certificates.
   *
   * @param ofKey the key's own password, where it has one
   */
  static KeyManager[] own(
      String file, String type, @Nullable Password ofStore, @Nullable Password ofKey)
      throws IOException, GeneralSecurityException {
    if (type.equals(PEM)) {
      String text = text(file);
      return own(text, text, ofKey);
    }
    return keys(store(file, type, ofStore), chars(ofKey == null ? ofStore : ofKey));
  }

  /** The key of a PEM with the certificates of another. */
  static KeyManager[] own(String key, String chain, @Nullable Password ofKey)
      throws IOException, GeneralSecurityException {
    return keys(PemStore.own(key, chain, chars(ofKey)), NO_PASSWORD);
  }

  private static KeyManager[] keys(KeyStore store, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static KeyStore store(String file, String type, @Nullable Password password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      store.load(in, password == null ? null : password.value().toCharArray());
    }
    return store;
  }

  private static String text(String file) throws IOException {
    return Files.readString(Path.of(file), StandardCharsets.US_ASCII);
  }

  private static char[] chars(@Nullable Password password) {
    return password == null ? NO_PASSWORD : password.value().toCharArray();
  }
}
