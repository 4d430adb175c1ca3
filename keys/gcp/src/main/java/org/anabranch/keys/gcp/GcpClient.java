package org.anabranch.keys.gcp;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.cloudkms.v1.CloudKMS;
import com.google.api.services.cloudkms.v1.CloudKMSScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Google's client, made when it is first needed: the search for credentials asks the network. */
final class GcpClient {

  private final GcpOptions options;
  private @Nullable CloudKMS kms;

  GcpClient(GcpOptions options) {
    this.options = options;
  }

  /**
   * The one client.
   *
   * @throws IOException where no credentials are found
   */
  synchronized CloudKMS get() throws IOException {
    CloudKMS made = kms;
    if (made == null) {
      made = made(credentials());
      kms = made;
    }
    return made;
  }

  private GoogleCredentials credentials() throws IOException {
    GoogleCredentials found =
        options.credentials() == null
            ? GoogleCredentials.getApplicationDefault()
            : options.credentials();
    return found.createScoped(CloudKMSScopes.CLOUDKMS).createWithCustomRetryStrategy(false);
  }

  private CloudKMS made(GoogleCredentials credentials) {
    HttpCredentialsAdapter authorization = new HttpCredentialsAdapter(credentials);
    CloudKMS.Builder builder =
        new CloudKMS.Builder(
                new NetHttpTransport(),
                GsonFactory.getDefaultInstance(),
                request -> {
                  authorization.initialize(request);
                  prepare(request);
                })
            .setApplicationName("anabranch");
    if (!options.endpoint().isEmpty()) {
      builder.setRootUrl(options.endpoint());
    }
    return builder.build();
  }

  private void prepare(HttpRequest request) {
    request
        .setConnectTimeout(options.timeoutMs())
        .setReadTimeout(options.timeoutMs())
        // One, with a new token after the old one was refused. Else nothing is tried again here:
        // that is done once, for all providers alike.
        .setNumberOfRetries(1)
        // Bodies would be logged, with keys in clear.
        .setLoggingEnabled(false)
        .setCurlLoggingEnabled(false);
  }
}
