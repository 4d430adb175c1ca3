package org.anabranch.testkit.servers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP; a request that meets a rebalance is repeated until it is over. */
final class ConnectHttp {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(100);
  private static final Duration REBALANCE_DEADLINE = Duration.ofSeconds(60);
  private static final int CONFLICT = 409;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI base;

  ConnectHttp(URI base) {
    this.base = base;
  }

  JsonNode get(String path) {
    return send("GET", path, null);
  }

  JsonNode send(String method, String path, @Nullable Object body) {
    HttpResponse<String> response =
        Await.until(
            "Connect is not rebalancing and answers " + method + " " + path,
            REBALANCE_DEADLINE,
            () -> exchange(method, path, body),
            answer -> answer.statusCode() != CONFLICT);
    JsonNode answer = parsed(response.body());
    if (response.statusCode() >= 400) {
      String message = answer.path("message").asText(response.body());
      throw new ConnectRestException(method + " " + path, response.statusCode(), message);
    }
    return answer;
  }

  private HttpResponse<String> exchange(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(json.writeValueAsString(body));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(REQUEST_TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private JsonNode parsed(String text) {
    try {
      return text.isBlank() ? MissingNode.getInstance() : json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Connect's answer is not JSON", e);
    }
  }
}
