package org.anabranch.testkit.kms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A stand-in for Google Cloud KMS's REST interface: encrypt and decrypt with symmetric keys, and
 * the token endpoint of one service account, whose signature it verifies. Neither IAM policies nor
 * additional authenticated data or protection levels.
 */
public final class GcpKmsStandIn extends HttpKmsStandIn {
  private static final String RING = "projects/p1/locations/europe-west1/keyRings/r1/cryptoKeys/";
  private static final Pattern PATH =
      Pattern.compile("/v1/" + RING + "([^/:]+)(/cryptoKeyVersions/\\d+)?:(encrypt|decrypt)");

  private final SymmetricKeys keys = new SymmetricKeys();
  private final ServiceAccount account = ServiceAccount.generate();
  private volatile boolean corrupting;

  private GcpKmsStandIn() {
    super(null);
  }

  public static GcpKmsStandIn start() {
    return new GcpKmsStandIn();
  }

  /** What Google hands out as the service account's key file. */
  public String credentialsJson() {
    return account.credentialsJson(url() + "/token");
  }

  /** Whether checksums of answers are wrong, as after damage on the way. */
  public void corrupt(boolean answers) {
    corrupting = answers;
  }

  @Override
  public String addKey(String name) {
    keys.add(name);
    return RING + name;
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
    return request.path().equals("/token");
  }

  @Override
  Reply answer(Request request) {
    if (isForCredentials(request)) {
      return account.token(request);
    }
    if (!account.isKnown(request.header("Authorization"))) {
      throw new Refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials");
    }
    Matcher path = PATH.matcher(request.path());
    if (!path.matches() || !keys.has(path.group(1))) {
      throw new Refusal(404, "NOT_FOUND", "CryptoKey not found");
    }
    String key = path.group(1);
    if (keys.isDisabled(key)) {
      throw new Refusal(400, "FAILED_PRECONDITION", "The CryptoKeyVersion is not enabled");
    }
    return path.group(3).equals("encrypt") ? encrypt(request, key) : decrypt(request, key);
  }

  private Reply encrypt(Request request, String key) {
    byte[] plain = bytes(request, "plaintext");
    byte[] sealed = keys.encrypt(key, plain);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", RING + key + "/cryptoKeyVersions/" + keys.version(key));
    members.put("ciphertext", Base64.getEncoder().encodeToString(sealed));
    members.put("ciphertextCrc32c", Long.toString(checksum(sealed)));
    members.put("verifiedPlaintextCrc32c", request.json().has("plaintextCrc32c"));
    return Reply.json(200, members);
  }

  private Reply decrypt(Request request, String key) {
    byte[] plain =
        keys.decrypt(
            key,
            bytes(request, "ciphertext"),
            () -> new Refusal(400, "INVALID_ARGUMENT", "Decryption failed"));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("plaintext", Base64.getEncoder().encodeToString(plain));
    members.put("plaintextCrc32c", Long.toString(checksum(plain)));
    return Reply.json(200, members);
  }

  /** What the request carries, if it came as it was sent. */
  private static byte[] bytes(Request request, String member) {
    // Google's client writes Base64 for URLs; the service takes either.
    String base64 = request.text(member).replace('-', '+').replace('_', '/');
    byte[] bytes = Base64.getDecoder().decode(base64);
    JsonNode sent = request.json().get(member + "Crc32c");
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    if (sent != null && sent.asLong() != crc.getValue()) {
      throw new Refusal(400, "INVALID_ARGUMENT", "The checksum does not match");
    }
    return bytes;
  }

  private long checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return corrupting ? crc.getValue() ^ 1 : crc.getValue();
  }

  @Override
  void closed() {
    account.close();
  }

  @Override
  Refusal tooMany() {
    return new Refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded");
  }

  @Override
  Reply refusal(Refusal refused) {
    return Reply.json(
        refused.status(),
        Map.of(
            "error",
            Map.of("code", refused.status(), "message", refused.text(), "status", refused.code())));
  }
}
