package org.anabranch.testkit.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a real server on loopback and hands everything on, until a test says otherwise: it
 * can close its port, be silent, ask for credentials, and answer itself.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final List<String> HANDED_ON = List.of("Content-Type", "Accept");

  private record Own(int status, Map<String, String> headers, String body) {}

  private final URI target;
  private final LoopbackServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<Own> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();
  private volatile @Nullable CountDownLatch silence;
  private volatile @Nullable String authorization;

  private FaultyProxy(URI target, @Nullable SSLContext tls, boolean asksForCertificate) {
    this.target = target;
    this.server = new LoopbackServer(tls, asksForCertificate, this::handle);
  }

  /** A proxy that speaks HTTP. */
  public static FaultyProxy before(URI target) {
    return new FaultyProxy(target, null, false);
  }

  /** A proxy that speaks HTTPS, to the server HTTP. */
  public static FaultyProxy before(URI target, ServerCertificate certificate) {
    return new FaultyProxy(target, certificate.context(), false);
  }

  /** A proxy that speaks HTTPS with those only who show a certificate. */
  public static FaultyProxy before(
      URI target, ServerCertificate certificate, ServerCertificate clients) {
    return new FaultyProxy(target, certificate.contextTrusting(clients), true);
  }

  /** The server's URL, as it is through the proxy. */
  public String url() {
    return server.url() + target.getPath();
  }

  /** Refuses connections, as a server that is down. */
  public void closePort() {
    server.closePort();
  }

  /** Takes requests from now on, and answers none. */
  public void beSilent() {
    silence = new CountDownLatch(1);
  }

  /** Ends all that was wrong. */
  public void recover() {
    CountDownLatch ended = silence;
    silence = null;
    if (ended != null) {
      ended.countDown();
    }
    answers.clear();
    server.open();
  }

  /** Answers so many requests itself. */
  public void answer(int times, int status, Map<String, String> with, String body) {
    for (int each = 0; each < times; each++) {
      answers.add(new Own(status, with, body));
    }
  }

  /** Answers 401 from now on to all but those with this Authorization header. */
  public void require(String header) {
    authorization = header;
  }

  /** All requests so far that reached it, as method and path with the query. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** All headers so far. */
  public List<String> headers() {
    return List.copyOf(headers);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      exchange.getRequestHeaders().forEach((name, values) -> headers.add(name + ": " + values));
      CountDownLatch waited = silence;
      if (waited != null) {
        waited.await();
      }
      Own own = own(exchange);
      if (own != null) {
        own.headers().forEach(exchange.getResponseHeaders()::set);
        send(exchange, own.status(), own.body().getBytes(StandardCharsets.UTF_8));
      } else {
        HttpResponse<byte[]> answer =
            client.send(handedOn(exchange, body), BodyHandlers.ofByteArray());
        answer
            .headers()
            .firstValue("Content-Type")
            .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        send(exchange, answer.statusCode(), answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Own own(HttpExchange exchange) {
    String required = authorization;
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (required != null && !required.equals(given)) {
      return new Own(401, Map.of(), "{\"error_code\":401,\"message\":\"Unauthorized\"}");
    }
    return answers.poll();
  }

  private HttpRequest handedOn(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (String name : HANDED_ON) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return request.build();
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    recover();
    server.close();
  }
}
