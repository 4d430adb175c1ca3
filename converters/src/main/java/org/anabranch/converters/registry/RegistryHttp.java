package org.anabranch.converters.registry;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.anabranch.records.server.CertificateFile;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a registry that answers at several URLs. Where one does not answer, or fails for now,
 * the next is asked at once; the one that worked is asked first from then on. Thread-safe.
 */
final class RegistryHttp {
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

  private final RegistryOptions options;
  private final HttpClient client;
  private volatile int preferred;

  RegistryHttp(RegistryOptions options) {
    this.options = options;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // It would send the credentials to wherever an answer says.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connectTimeout());
    SSLContext tls = options.tls();
    if (tls != null) {
      builder.sslContext(tls);
    }
    if (options.proxy() != null) {
      builder.proxy(options.proxy());
    }
    client = builder.build();
  }

  /**
   * The first answer of a URL that does not fail for now.
   *
   * @throws RetriableException where all fail for now
   * @throws ConnectException where one is not trusted
   */
  Answer ask(Request request) {
    List<RegistryUrl> urls = options.urls();
    int first = preferred;
    @Nullable RetriableException failure = null;
    for (int each = 0; each < urls.size(); each++) {
      int index = (first + each) % urls.size();
      try {
        Answer answer = asked(urls.get(index), request);
        preferred = index;
        return answer;
      } catch (RetriableException e) {
        failure = joined(failure, e);
      }
    }
    throw failure == null ? new ConnectException("schema.registry.url names none") : failure;
  }

  /** The first one, which says what was asked, and of the others what they said. */
  private static RetriableException joined(
      @Nullable RetriableException before, RetriableException failure) {
    if (before == null) {
      return failure;
    }
    RetriableException both =
        new RetriableException(before.getMessage() + ". " + failure.getMessage(), before);
    both.addSuppressed(failure);
    return both;
  }

  private Answer asked(RegistryUrl url, Request request) {
    Answer answer = Answer.of(url, request.asked(), sent(url, request));
    Refusal refusal = answer.refusal();
    if (!answer.isGood() && refusal.isPassing()) {
      throw refusal.exception();
    }
    return answer;
  }

  private HttpResponse<byte[]> sent(RegistryUrl url, Request request) {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(http(url, request), BodyHandlers.ofByteArray());
    try {
      // The client's own limit ends with the headers of an answer, this one with its body.
      return response.get(
          options.connectTimeout().plus(options.readTimeout()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw unanswered(url, request, e);
    } catch (ExecutionException e) {
      throw failed(url, request, e);
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while a schema registry was asked", e);
    }
  }

  private HttpRequest http(RegistryUrl url, Request request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(url.resolve(request))
            .timeout(options.readTimeout())
            .header("Accept", CONTENT_TYPE + ", application/json");
    options.headers().forEach(builder::setHeader);
    String authorization = options.credentials().authorization(url);
    if (authorization != null) {
      builder.setHeader("Authorization", authorization);
    }
    String body = request.body();
    return body == null
        ? builder.GET().build()
        : builder.header("Content-Type", CONTENT_TYPE).POST(BodyPublishers.ofString(body)).build();
  }

  private static RuntimeException failed(RegistryUrl url, Request request, ExecutionException e) {
    Throwable cause = e.getCause();
    if (CertificateFile.isDistrust(cause)) {
      return new ConnectException(
          "The certificate of the schema registry at "
              + url
              + " is not trusted. Name its authority's in schema.registry.ssl.truststore.location,"
              + " and the registry by a name that the certificate has",
          cause);
    }
    if (cause instanceof SSLHandshakeException) {
      return new ConnectException(
          "The schema registry at "
              + url
              + " does not agree to speak TLS. Set schema.registry.ssl.keystore.location where it"
              + " asks for a certificate, and compare the protocols of both",
          cause);
    }
    return cause instanceof IOException
        ? unanswered(url, request, cause)
        : new ConnectException("The schema registry at " + url + " could not be asked", cause);
  }

  private static RetriableException unanswered(RegistryUrl url, Request request, Throwable cause) {
    return new RetriableException(
        "The schema registry at "
            + url
            + " did not answer when asked "
            + request.asked().what()
            + " ("
            + cause.getClass().getSimpleName()
            + ")",
        cause);
  }
}
