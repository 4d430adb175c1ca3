package org.anabranch.testkit.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.anabranch.testkit.servers.Ports;
import org.jspecify.annotations.Nullable;

/** An HTTP or HTTPS server on loopback that can close its port and open the same one again. */
public final class LoopbackServer implements AutoCloseable {
  private static final String ADDRESS = "127.0.0.1";

  private final int port = Ports.free();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "loopback-server");
            thread.setDaemon(true);
            return thread;
          });
  private final @Nullable SSLContext tls;
  private final boolean asksForCertificate;
  private final HttpHandler handler;
  private @Nullable HttpServer server;

  /**
   * Opens it.
   *
   * @param tls null for HTTP
   */
  public LoopbackServer(@Nullable SSLContext tls, HttpHandler handler) {
    this(tls, false, handler);
  }

  /**
   * Opens it.
   *
   * @param tls null for HTTP
   * @param asksForCertificate whether clients have to show one that the context trusts
   */
  public LoopbackServer(@Nullable SSLContext tls, boolean asksForCertificate, HttpHandler handler) {
    this.tls = tls;
    this.asksForCertificate = asksForCertificate;
    this.handler = handler;
    open();
  }

  /** With scheme and port, without a path. */
  public String url() {
    return (tls == null ? "http://" : "https://") + ADDRESS + ":" + port;
  }

  /** Opens the port again, unless it is open. */
  public synchronized void open() {
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
    https.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            parameters.setNeedClientAuth(asksForCertificate);
          }
        });
    return https;
  }

  /** Ends all connections, and takes no more. */
  public synchronized void closePort() {
    HttpServer open = server;
    server = null;
    if (open != null) {
      open.stop(0);
    }
  }

  @Override
  public void close() {
    closePort();
    threads.shutdownNow();
  }
}
