package org.anabranch.records.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Certificates of authorities in a PEM file, trusted in place of those that Java trusts. */
public final class CertificateFile {

  private CertificateFile() {}

  /**
   * A context that trusts what the file holds, and nobody else.
   *
   * @param option the option that names the file
   * @throws ConfigException where the file cannot be read or holds no certificate
   */
  public static SSLContext trusted(String option, String file) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store(file));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new ConfigException(
          option,
          file,
          "It has to be a PEM file with at least one certificate that the worker can read ("
              + e.getClass().getSimpleName()
              + ")");
    }
  }

  /** Whether it failed because a server's certificate is not trusted, which does not pass. */
  public static boolean isDistrust(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private static KeyStore store(String file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("No certificate");
      }
      int count = 0;
      for (Certificate each : found) {
        store.setCertificateEntry("authority-" + count++, each);
      }
    }
    return store;
  }
}
