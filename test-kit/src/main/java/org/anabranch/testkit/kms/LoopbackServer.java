package org.anabranch.testkit.kms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.anabranch.testkit.servers.Ports;
import org.jspecify.annotations.Nullable;

/** An HTTP or HTTPS server on loopback that can close its port and open the same one again. */
final class LoopbackServer implements AutoCloseable {
  private static final String ADDRESS = "127.0.0.1";

  private final int port = Ports.free();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "kms-stand-in");
            thread.setDaemon(true);
            return thread;
          });
  private final @Nullable SSLContext tls;
  private final HttpHandler handler;
  private @Nullable HttpServer server;

  LoopbackServer(@Nullable SSLContext tls, HttpHandler handler) {
    this.tls = tls;
    this.handler = handler;
    open();
  }

  /** With scheme and port, without a path. */
  String url() {
    return (tls == null ? "http://" : "https://") + ADDRESS + ":" + port;
  }

  synchronized void open() {
    if (server != null) {
      return;
    }
    try {
      HttpServer opened = bound(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      opened.setExecutor(threads);
      opened.createContext("/", handler);
      opened.start();
      server = opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpServer bound(InetSocketAddress address) throws IOException {
    if (tls == null) {
      return HttpServer.create(address, 0);
    }
    HttpsServer https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    return https;
  }

  synchronized void closePort() {
    HttpServer open = server;
    server = null;
    if (open != null) {
      open.stop(0);
    }
  }

  static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    closePort();
    threads.shutdownNow();
  }
}
