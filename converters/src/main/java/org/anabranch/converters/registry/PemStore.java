package org.anabranch.converters.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Certificates and keys as PEM (RFC 7468), of keys the PKCS #8 forms. */
final class PemStore {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]+)-----END \\1-----");
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final String ENCRYPTED_KEY = "ENCRYPTED PRIVATE KEY";
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final String ALIAS = "own";

  private PemStore() {}

  /** All certificates of a PEM, each trusted. */
  static KeyStore trusted(String pem) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    int count = 0;
    for (Certificate each : certificates(pem)) {
      store.setCertificateEntry("trusted-" + count++, each);
    }
    return store;
  }

  /**
   * The key of one PEM with the certificates of another, under no password.
   *
   * @param password of the key, where it is encrypted
   */
  static KeyStore own(String key, String chain, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    store.setKeyEntry(
        ALIAS, key(key, password), new char[0], certificates(chain).toArray(new Certificate[0]));
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(String pem)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> found = new ArrayList<>();
    for (byte[] each : blocks(pem, CERTIFICATE)) {
      found.add(factory.generateCertificate(new ByteArrayInputStream(each)));
    }
    if (found.isEmpty()) {
      throw new IOException("No certificate");
    }
    return found;
  }

  private static PrivateKey key(String pem, char[] password)
      throws IOException, GeneralSecurityException {
    List<byte[]> plain = blocks(pem, KEY);
    if (!plain.isEmpty()) {
      return key(new PKCS8EncodedKeySpec(plain.get(0)));
    }
    List<byte[]> encrypted = blocks(pem, ENCRYPTED_KEY);
    if (encrypted.isEmpty()) {
      throw new IOException("No PKCS #8 key");
    }
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted.get(0));
    String algorithm =
        info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
    SecretKey secret =
        SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
    return key(info.getKeySpec(cipher));
  }

  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException anotherKind) {
        // The form does not say the kind in words; the next is tried.
      }
    }
    throw new InvalidKeySpecException("None of " + ALGORITHMS);
  }

  private static List<byte[]> blocks(String pem, String label) {
    List<byte[]> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (block.group(1).equals(label)) {
        found.add(
            Base64.getMimeDecoder().decode(block.group(2).getBytes(StandardCharsets.US_ASCII)));
      }
    }
    return found;
  }
}
