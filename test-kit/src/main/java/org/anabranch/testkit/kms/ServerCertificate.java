package org.anabranch.testkit.kms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for 127.0.0.1 that signs itself, made by the JDK's own keytool for one test run.
 */
public final class ServerCertificate {
  private static final String ALIAS = "server";
  private static final String PASSWORD = "standin";
  private static final long SECONDS_MAX = 60;

  private final SSLContext context;
  private final String pem;

  private ServerCertificate(SSLContext context, String pem) {
    this.context = context;
    this.pem = pem;
  }

  public static ServerCertificate generate() {
    try {
      Path directory = Files.createTempDirectory("certificate");
      Path file = directory.resolve("server.p12");
      try {
        runKeytool(file);
        return of(read(file));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("No certificate could be made", e);
    }
  }

  private static void runKeytool(Path file) throws IOException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while keytool ran", e);
    } finally {
      process.destroy();
    }
  }

  private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static ServerCertificate of(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return new ServerCertificate(context, pem(store.getCertificate(ALIAS)));
  }

  private static String pem(Certificate certificate) throws GeneralSecurityException {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, lineEnd).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  SSLContext context() {
    return context;
  }

  /** What a client has to trust, as PEM. */
  public String pem() {
    return pem;
  }
}
