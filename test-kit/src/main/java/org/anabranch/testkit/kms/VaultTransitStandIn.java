package org.anabranch.testkit.kms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.anabranch.testkit.http.ServerCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for HashiCorp Vault's transit engine, mounted at {@code transit} of one namespace:
 * encrypt and decrypt. Tokens are checked, policies are not: disabling a key is answered as a
 * policy that was taken away. Neither leases nor derived or convergent keys, nor batches.
 */
public final class VaultTransitStandIn extends HttpKmsStandIn {
  /** The namespace in which the engine is mounted. */
  public static final String NAMESPACE = "team-a";

  private static final Pattern PATH = Pattern.compile("/v1/transit/(encrypt|decrypt)/([^/]+)");
  private static final Pattern CIPHERTEXT = Pattern.compile("vault:v(\\d+):(.+)");

  private final SymmetricKeys keys = new SymmetricKeys();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();

  private VaultTransitStandIn(@Nullable SSLContext tls) {
    super(tls);
  }

  public static VaultTransitStandIn start() {
    return new VaultTransitStandIn(null);
  }

  /** Over HTTPS. */
  public static VaultTransitStandIn start(ServerCertificate certificate) {
    return new VaultTransitStandIn(certificate.context());
  }

  /** Takes requests with this token from now on. */
  public void allow(String token) {
    tokens.add(token);
  }

  /** Takes requests with this token no longer. */
  public void revoke(String token) {
    tokens.remove(token);
  }

  @Override
  public String addKey(String name) {
    keys.add(name);
    return name;
  }

  @Override
  public void rotate(String name) {
    keys.rotate(name);
  }

  @Override
  public void disable(String name) {
    keys.disable(name);
  }

  @Override
  public void enable(String name) {
    keys.enable(name);
  }

  @Override
  boolean isForCredentials(Request request) {
    return false;
  }

  @Override
  Reply answer(Request request) {
    String token = request.header("X-Vault-Token");
    if (token == null || !tokens.contains(token)) {
      throw denied();
    }
    Matcher path = PATH.matcher(request.path());
    if (!path.matches() || !NAMESPACE.equals(request.header("X-Vault-Namespace"))) {
      throw new Refusal(404, "", "no handler for route");
    }
    String key = path.group(2);
    if (keys.isDisabled(key)) {
      throw denied();
    }
    if (!keys.has(key)) {
      throw new Refusal(400, "", "encryption key not found");
    }
    return path.group(1).equals("encrypt") ? encrypt(request, key) : decrypt(request, key);
  }

  private Reply encrypt(Request request, String key) {
    byte[] sealed = keys.encrypt(key, request.bytes("plaintext", Base64.getDecoder()));
    int version = keys.version(key);
    String text = "vault:v" + version + ":" + Base64.getEncoder().encodeToString(sealed);
    return Reply.json(200, Map.of("data", Map.of("ciphertext", text, "key_version", version)));
  }

  private Reply decrypt(Request request, String key) {
    Matcher text = CIPHERTEXT.matcher(request.text("ciphertext"));
    if (!text.matches()) {
      throw new Refusal(400, "", "invalid ciphertext: no prefix");
    }
    byte[] sealed = decoded(text.group(2));
    byte[] plain = keys.decrypt(key, sealed, VaultTransitStandIn::damaged);
    return Reply.json(
        200, Map.of("data", Map.of("plaintext", Base64.getEncoder().encodeToString(plain))));
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "", "invalid ciphertext: could not decode base64");
    }
  }

  private static Refusal damaged() {
    return new Refusal(400, "", "cipher: message authentication failed");
  }

  private static Refusal denied() {
    return new Refusal(403, "", "permission denied");
  }

  @Override
  Refusal tooMany() {
    return new Refusal(429, "", "request path quota exceeded");
  }

  @Override
  Reply refusal(Refusal refused) {
    return Reply.json(refused.status(), Map.of("errors", List.of(refused.text())));
  }
}
