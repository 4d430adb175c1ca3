package org.anabranch.testkit.kms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in for AWS KMS: Encrypt and Decrypt with symmetric keys by id, ARN and alias. A request
 * must be signed for the region that the key's ARN names, by the access key that it knows; the
 * signature itself is not verified. Neither key policies nor grants, encryption contexts or limits
 * of size.
 */
public final class AwsKmsStandIn extends HttpKmsStandIn {
  /** The region of keys that are added without one. */
  public static final String REGION = "eu-west-1";

  /** The one access key that may sign. */
  public static final String ACCESS_KEY_ID = "AKIDSTANDIN";

  private static final String ACCOUNT = "111122223333";
  private static final Pattern SCOPE =
      Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/\\d{8}/([^/]+)/kms/aws4_request,.*");
  private static final Pattern ARN =
      Pattern.compile("arn:aws:kms:([^:]+):" + ACCOUNT + ":(?:key|alias)/(.+)");

  private final SymmetricKeys keys = new SymmetricKeys();

  private AwsKmsStandIn() {
    super(null);
  }

  public static AwsKmsStandIn start() {
    return new AwsKmsStandIn();
  }

  @Override
  public String addKey(String name) {
    return addKey(REGION, name);
  }

  /** Adds a key of a region and returns its ARN. */
  public String addKey(String region, String name) {
    keys.add(region + "/" + name);
    return "arn:aws:kms:" + region + ":" + ACCOUNT + ":key/" + name;
  }

  /** The alias that each key of the region has. */
  public static String alias(String name) {
    return "alias/" + name;
  }

  @Override
  public void rotate(String name) {
    keys.rotate(REGION + "/" + name);
  }

  @Override
  public void disable(String name) {
    keys.disable(REGION + "/" + name);
  }

  @Override
  public void enable(String name) {
    keys.enable(REGION + "/" + name);
  }

  @Override
  boolean isForCredentials(Request request) {
    return false;
  }

  @Override
  Reply answer(Request request) {
    String region = signedRegion(request);
    String operation = String.valueOf(request.header("X-Amz-Target"));
    return switch (operation) {
      case "TrentService.Encrypt" -> encrypt(request, region);
      case "TrentService.Decrypt" -> decrypt(request, region);
      default -> throw new Refusal(400, "UnknownOperationException", "Not stood in for");
    };
  }

  private static String signedRegion(Request request) {
    Matcher scope = SCOPE.matcher(String.valueOf(request.header("Authorization")));
    if (!scope.matches()) {
      throw new Refusal(400, "MissingAuthenticationTokenException", "Not signed");
    }
    if (!scope.group(1).equals(ACCESS_KEY_ID)) {
      throw new Refusal(400, "UnrecognizedClientException", "The security token is invalid");
    }
    return scope.group(2);
  }

  private Reply encrypt(Request request, String region) {
    String key = usable(request.text("KeyId"), region);
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    byte[] sealed = keys.encrypt(key, request.bytes("Plaintext", Base64.getDecoder()));
    byte[] blob =
        ByteBuffer.allocate(1 + name.length + sealed.length)
            .put((byte) name.length)
            .put(name)
            .put(sealed)
            .array();
    return reply(Map.of("KeyId", arn(key), "CiphertextBlob", base64(blob)));
  }

  private Reply decrypt(Request request, String region) {
    ByteBuffer blob = ByteBuffer.wrap(request.bytes("CiphertextBlob", Base64.getDecoder()));
    int length = blob.hasRemaining() ? blob.get() : 0;
    if (length <= 0 || length > blob.remaining()) {
      throw damaged();
    }
    byte[] name = new byte[length];
    byte[] sealed = new byte[blob.remaining() - length];
    blob.get(name).get(sealed);
    String key = new String(name, StandardCharsets.UTF_8);
    if (!keys.has(key)) {
      throw damaged();
    }
    if (request.json().has("KeyId") && !usable(request.text("KeyId"), region).equals(key)) {
      throw new Refusal(400, "IncorrectKeyException", "Encrypted with another key");
    }
    usable(arn(key), region);
    byte[] plain = keys.decrypt(key, sealed, AwsKmsStandIn::damaged);
    return reply(Map.of("KeyId", arn(key), "Plaintext", base64(plain)));
  }

  private String usable(String id, String region) {
    Matcher arn = ARN.matcher(id);
    boolean full = arn.matches();
    if (full && !arn.group(1).equals(region)) {
      throw new Refusal(400, "NotFoundException", "Invalid arn " + arn.group(1));
    }
    String key = region + "/" + (full ? arn.group(2) : id.replaceFirst("^alias/", ""));
    if (!keys.has(key)) {
      throw new Refusal(400, "NotFoundException", "Key does not exist");
    }
    if (keys.isDisabled(key)) {
      throw new Refusal(400, "DisabledException", "The key is disabled");
    }
    return key;
  }

  private static String arn(String key) {
    int slash = key.indexOf('/');
    return "arn:aws:kms:"
        + key.substring(0, slash)
        + ":"
        + ACCOUNT
        + ":key/"
        + key.substring(slash + 1);
  }

  private static Refusal damaged() {
    return new Refusal(400, "InvalidCiphertextException", "Damaged");
  }

  @Override
  Refusal tooMany() {
    return new Refusal(400, "ThrottlingException", "Rate exceeded");
  }

  @Override
  Reply refusal(Refusal refused) {
    String type = refused.status() == 500 ? "KMSInternalException" : refused.code();
    return Reply.json(
        refused.status(),
        Map.of("Content-Type", "application/x-amz-json-1.1"),
        Map.of("__type", type, "message", refused.text()));
  }

  private static Reply reply(Map<String, String> members) {
    return Reply.json(200, Map.of("Content-Type", "application/x-amz-json-1.1"), members);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
