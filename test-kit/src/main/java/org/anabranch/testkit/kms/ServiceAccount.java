package org.anabranch.testkit.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A service account of Google's: its key, and the tokens that it was given for its signature. */
final class ServiceAccount {
  private static final String NAME = "connect@p1.iam.gserviceaccount.com";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloudkms";

  private final KeyPair keys;
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();

  private ServiceAccount(KeyPair keys) {
    this.keys = keys;
  }

  static ServiceAccount generate() {
    return new ServiceAccount(RsaPairs.take());
  }

  /** Gives the key back. */
  void close() {
    RsaPairs.giveBack(keys);
  }

  String credentialsJson(String tokenUri) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, lineEnd).encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return Reply.json(
            200,
            Map.of(
                "type", "service_account",
                "project_id", "p1",
                "client_id", "1",
                "client_email", NAME,
                "private_key_id", "1",
                "private_key", pem,
                "token_uri", tokenUri))
        .body();
  }

  /** A token for a JSON Web Token that the account signed (RFC 7523). */
  Reply token(Request request) {
    String[] parts = request.form().getOrDefault("assertion", "").split("\\.", -1);
    if (parts.length != 3 || !isSigned(parts) || !isMeant(parts[1])) {
      throw new Refusal(401, "UNAUTHENTICATED", "invalid_grant");
    }
    String token = UUID.randomUUID().toString();
    tokens.add(token);
    return Reply.json(
        200, Map.of("access_token", token, "expires_in", 3600, "token_type", "Bearer"));
  }

  private boolean isSigned(String[] parts) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(keys.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isMeant(String claims) {
    try {
      JsonNode json = JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(claims));
      return NAME.equals(json.path("iss").asText()) && SCOPE.equals(json.path("scope").asText());
    } catch (IOException e) {
      return false;
    }
  }

  boolean isKnown(@Nullable String authorization) {
    return authorization != null
        && authorization.startsWith("Bearer ")
        && tokens.contains(authorization.substring("Bearer ".length()));
  }
}
