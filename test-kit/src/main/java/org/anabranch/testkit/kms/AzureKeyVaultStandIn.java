package org.anabranch.testkit.kms;

import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.testkit.http.ServerCertificate;

/**
 * A stand-in for Azure Key Vault: wrapkey and unwrapkey with versioned RSA keys (RSA-OAEP-256) over
 * HTTPS, with the challenge that tells a client where to get a token, and the token endpoint of one
 * application. Neither access policies nor roles; the vault's host name is a plain address, so a
 * client has to leave the challenge's resource unverified.
 */
public final class AzureKeyVaultStandIn extends HttpKmsStandIn {
  public static final String TENANT = "0a0a0a0a-0000-4000-8000-000000000001";
  public static final String CLIENT_ID = "0a0a0a0a-0000-4000-8000-000000000002";
  public static final String CLIENT_SECRET = "stand-in-secret";

  private static final Pattern PATH = Pattern.compile("/keys/([^/]+)/([^/]*)/?(wrapkey|unwrapkey)");
  private static final String ALGORITHM = "RSA-OAEP-256";

  private final RsaKeys keys = new RsaKeys();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();

  private AzureKeyVaultStandIn(ServerCertificate certificate) {
    super(certificate.context());
  }

  /** Starts one whose clients have to trust the certificate. */
  public static AzureKeyVaultStandIn start(ServerCertificate certificate) {
    return new AzureKeyVaultStandIn(certificate);
  }

  /** Adds a key and returns its URL without a version. */
  @Override
  public String addKey(String name) {
    keys.add(name);
    return url() + "/keys/" + name;
  }

  /** The version with which the key wraps now. */
  public String version(String name) {
    return keys.newest(name);
  }

  @Override
  public void rotate(String name) {
    keys.add(name);
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
    return request.header("Authorization") == null;
  }

  @Override
  Reply answer(Request request) {
    if (request.path().endsWith("/oauth2/v2.0/token")) {
      return token(request);
    }
    String authorization = request.header("Authorization");
    if (authorization == null || !tokens.contains(authorization)) {
      throw new Refusal(401, "Unauthorized", "AKV10000: Request is missing a token");
    }
    Matcher path = PATH.matcher(request.path());
    if (!path.matches() || !keys.has(path.group(1))) {
      throw new Refusal(404, "KeyNotFound", "A key with this name was not found in this vault");
    }
    String name = path.group(1);
    if (keys.isDisabled(name)) {
      throw new Refusal(403, "Forbidden", "Operation is not allowed on a disabled key");
    }
    if (!request.text("alg").equals(ALGORITHM)) {
      throw new Refusal(400, "BadParameter", "Not stood in for");
    }
    String version = path.group(2).isEmpty() ? keys.newest(name) : path.group(2);
    byte[] value = request.bytes("value", Base64.getUrlDecoder());
    byte[] result =
        path.group(3).equals("wrapkey")
            ? keys.encrypt(name, version, value)
            : keys.decrypt(name, version, value);
    return Reply.json(
        200,
        Map.of(
            "kid",
            url() + "/keys/" + name + "/" + version,
            "value",
            Base64.getUrlEncoder().withoutPadding().encodeToString(result)));
  }

  private Reply token(Request request) {
    Map<String, String> form = request.form();
    if (!request.path().startsWith("/" + TENANT + "/")
        || !CLIENT_ID.equals(form.get("client_id"))
        || !CLIENT_SECRET.equals(form.get("client_secret"))
        || !form.getOrDefault("scope", "").contains("https://vault.azure.net/.default")) {
      return Reply.json(
          401, Map.of("error", "invalid_client", "error_description", "AADSTS7000215"));
    }
    String token = UUID.randomUUID().toString();
    tokens.add("Bearer " + token);
    return Reply.json(
        200, Map.of("token_type", "Bearer", "expires_in", 3600, "access_token", token));
  }

  @Override
  void closed() {
    keys.close();
  }

  @Override
  Refusal tooMany() {
    return new Refusal(429, "Throttled", "Request was not processed because of too many requests");
  }

  @Override
  Reply refusal(Refusal refused) {
    Map<String, String> headers =
        refused.status() == 401
            ? Map.of("Content-Type", "application/json", "WWW-Authenticate", challenge())
            : Map.of("Content-Type", "application/json");
    return Reply.json(
        refused.status(),
        headers,
        Map.of("error", Map.of("code", refused.code(), "message", refused.text())));
  }

  private String challenge() {
    return "Bearer authorization=\"%s/%s\", resource=\"https://vault.azure.net\""
        .formatted(url(), TENANT);
  }
}
