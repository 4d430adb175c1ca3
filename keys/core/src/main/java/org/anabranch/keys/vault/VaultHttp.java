package org.anabranch.keys.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.records.server.CertificateFile;
import org.apache.kafka.common.config.types.Password;

/** Requests to Vault's transit engine; one each, without another try. */
final class VaultHttp {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TOO_MANY = 429;
  private static final int NOT_YET_REPLICATED = 412;

  private final VaultOptions options;
  private final HttpClient client;

  VaultHttp(VaultOptions options) {
    this.options = options;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // A standby node may send to the active one.
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(options.timeout());
    if (!options.caFile().isEmpty()) {
      builder.sslContext(CertificateFile.trusted(VaultOptions.CA_FILE, options.caFile()));
    }
    client = builder.build();
  }

  /**
   * Has the engine do something with a key.
   *
   * @param member of the request's JSON, with its value
   * @param wanted member of the answer's data
   */
  String post(TransitKey key, String operation, String member, String value, String wanted) {
    HttpRequest request = request(key, operation, Map.of(member, value));
    HttpResponse<byte[]> response = sent(request, key);
    if (response.statusCode() != 200) {
      throw refused(response, key, operation);
    }
    JsonNode found = read(response.body()).path("data").path(wanted);
    if (!found.isTextual()) {
      throw KeyProviderException.lasting("Vault's answer for " + key + " has no " + wanted, null);
    }
    return found.textValue();
  }

  private HttpRequest request(TransitKey key, String operation, Map<String, String> body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                options.address().resolve("v1/" + key.mount() + "/" + operation + "/" + key.name()))
            .timeout(options.timeout())
            .header("Content-Type", "application/json")
            // Asked for by Vault Agents, against forged requests.
            .header("X-Vault-Request", "true")
            .POST(BodyPublishers.ofByteArray(written(body)));
    if (!options.namespace().isEmpty()) {
      request.header("X-Vault-Namespace", options.namespace());
    }
    String token = token();
    if (!token.isEmpty()) {
      request.header("X-Vault-Token", token);
    }
    return request.build();
  }

  private String token() {
    Password token = options.token();
    if (token != null) {
      return token.value();
    }
    String file = options.tokenFile();
    if (file.isEmpty()) {
      return "";
    }
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      // An agent writes it when it has logged in, which may be after this worker started.
      throw KeyProviderException.passing(
          "The file of " + VaultOptions.TOKEN_FILE + " cannot be read: " + file, e);
    }
  }

  private HttpResponse<byte[]> sent(HttpRequest request, TransitKey key) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      if (CertificateFile.isDistrust(e)) {
        throw KeyProviderException.lasting(
            "The certificate of Vault at "
                + options.address()
                + " is not trusted. Name its authority's in "
                + VaultOptions.CA_FILE,
            e);
      }
      throw KeyProviderException.passing(
          "Vault at " + options.address() + " did not answer for " + key, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KeyProviderException.passing("Interrupted while Vault was asked for " + key, e);
    }
  }

  private static KeyProviderException refused(
      HttpResponse<byte[]> response, TransitKey key, String operation) {
    int status = response.statusCode();
    String what = "Vault did not " + operation + " with " + key + " (status " + status + "). ";
    if (status == TOO_MANY || status == NOT_YET_REPLICATED || status >= 500) {
      return KeyProviderException.passing(what + "It may later", null);
    }
    String mend =
        status == 403
            ? "Give a token that is valid and a policy with \"update\" on "
                + key.mount()
                + "/"
                + operation
                + "/"
                + key.name()
            : "Check the key's name, its mount and namespace, min_decryption_version, and that the key"
                + " store is the right one";
    return KeyProviderException.lasting(what + mend, null);
  }

  private static byte[] written(Map<String, String> body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      // Its message would quote what was answered.
      throw KeyProviderException.lasting(
          "Vault's answer is no JSON. Is the address Vault's?", null);
    }
  }
}
