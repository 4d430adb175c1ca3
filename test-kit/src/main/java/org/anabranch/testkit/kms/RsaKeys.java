package org.anabranch.testkit.kms;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Named RSA keys with versions: RSA-OAEP with SHA-256, also in its mask function. */
final class RsaKeys {
  private static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

  private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();
  private final Map<String, String> newest = new ConcurrentHashMap<>();
  private final Set<String> disabled = ConcurrentHashMap.newKeySet();

  /** A new key, or a new version of one. */
  void add(String name) {
    String version = UUID.randomUUID().toString().replace("-", "");
    pairs.put(name + "/" + version, RsaPairs.take());
    newest.put(name, version);
  }

  /** Gives the pairs back. */
  void close() {
    pairs.values().forEach(RsaPairs::giveBack);
    pairs.clear();
  }

  void disable(String name) {
    disabled.add(name);
  }

  void enable(String name) {
    disabled.remove(name);
  }

  boolean has(String name) {
    return newest.containsKey(name);
  }

  boolean isDisabled(String name) {
    return disabled.contains(name);
  }

  String newest(String name) {
    String version = newest.get(name);
    if (version == null) {
      throw new IllegalStateException("No key " + name);
    }
    return version;
  }

  byte[] encrypt(String name, String version, byte[] plain) {
    return run(Cipher.ENCRYPT_MODE, of(name, version).getPublic(), plain);
  }

  byte[] decrypt(String name, String version, byte[] sealed) {
    return run(Cipher.DECRYPT_MODE, of(name, version).getPrivate(), sealed);
  }

  private KeyPair of(String name, String version) {
    KeyPair pair = pairs.get(name + "/" + version);
    if (pair == null) {
      throw new Refusal(404, "KeyNotFound", "The key has no such version");
    }
    return pair;
  }

  private static byte[] run(int mode, Key key, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(mode, key, OAEP);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new Refusal(400, "BadParameter", "The parameter is incorrect");
    }
  }
}
