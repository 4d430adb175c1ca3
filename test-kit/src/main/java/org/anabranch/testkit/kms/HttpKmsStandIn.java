package org.anabranch.testkit.kms;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.anabranch.testkit.http.LoopbackServer;
import org.jspecify.annotations.Nullable;

/** What the stand-ins share: a server, and what goes wrong with it. */
abstract sealed class HttpKmsStandIn implements KmsStandIn
    permits AwsKmsStandIn, AzureKeyVaultStandIn, GcpKmsStandIn, VaultTransitStandIn {

  private final Faults faults = new Faults();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LoopbackServer server;

  HttpKmsStandIn(@Nullable SSLContext tls) {
    server = new LoopbackServer(tls, this::handle);
  }

  /** Whether the request is for credentials, to which neither faults nor counts apply. */
  abstract boolean isForCredentials(Request request);

  /**
   * The answer to a request.
   *
   * @throws Refusal as the service would refuse
   */
  abstract Reply answer(Request request);

  /** The service's form of an error. */
  abstract Reply refusal(Refusal refused);

  /** How the service says that there were too many requests. */
  abstract Refusal tooMany();

  /** Comes once, after the server was closed. */
  void closed() {}

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = Request.read(exchange);
      send(exchange, reply(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private Reply reply(Request request) throws InterruptedException {
    try {
      if (!isForCredentials(request)) {
        requests.incrementAndGet();
        switch (faults.next()) {
          case THROTTLED -> throw tooMany();
          case FAILED -> throw new Refusal(500, "InternalError", "An error of the server's");
          case NONE -> {}
        }
      }
      return answer(request);
    } catch (Refusal refused) {
      return refusal(refused);
    }
  }

  /** The address of the service, without a path. */
  public final String url() {
    return server.url();
  }

  @Override
  public final void throttle(int requests) {
    faults.throttle(requests);
  }

  @Override
  public final void fail(int requests) {
    faults.fail(requests);
  }

  @Override
  public final void stopAnswering() {
    faults.beSilent();
  }

  @Override
  public final void closePort() {
    server.closePort();
  }

  @Override
  public final void recover() {
    faults.speak();
    server.open();
  }

  @Override
  public final int requests() {
    return requests.get();
  }

  @Override
  public final void close() {
    faults.speak();
    server.close();
    if (closed.compareAndSet(false, true)) {
      closed();
    }
  }
}
