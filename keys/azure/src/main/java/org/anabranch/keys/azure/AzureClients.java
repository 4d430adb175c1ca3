package org.anabranch.keys.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClientBuilder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.records.server.CertificateFile;

/** A client per version of a key, as Azure's SDK has them; one sign-in for all. */
final class AzureClients {

  private final AzureOptions options;
  private final AzureKey home;
  private final HttpClient http;
  private final TokenCredential credential;
  private final Map<AzureKey, CryptographyClient> clients = new ConcurrentHashMap<>();

  AzureClients(AzureOptions options, AzureKey home) {
    this.options = options;
    this.home = home;
    this.http = http(options);
    this.credential = AzureCredentials.of(options, http);
  }

  private static HttpClient http(AzureOptions options) {
    java.net.http.HttpClient.Builder jdk = java.net.http.HttpClient.newBuilder();
    if (!options.caFile().isEmpty()) {
      jdk.sslContext(CertificateFile.trusted(AzureOptions.CA_FILE, options.caFile()));
    }
    return new JdkHttpClientBuilder(jdk)
        .connectionTimeout(options.timeout())
        .writeTimeout(options.timeout())
        .responseTimeout(options.timeout())
        .readTimeout(options.timeout())
        .build();
  }

  CryptographyClient of(AzureKey key) {
    if (!options.verifiesResource() && !key.vault().equals(home.vault())) {
      throw KeyProviderException.lasting(
          "The key store names a key of another vault than kek.id's, which is not asked while "
              + AzureOptions.VERIFY_RESOURCE
              + " is false",
          null);
    }
    return clients.computeIfAbsent(key, this::opened);
  }

  private CryptographyClient opened(AzureKey key) {
    CryptographyClientBuilder builder =
        new CryptographyClientBuilder()
            .keyIdentifier(key.toString())
            .credential(credential)
            .httpClient(http)
            .retryOptions(AzureCredentials.ONCE)
            .httpLogOptions(AzureCredentials.silence())
            // The vault wraps, not a copy of its public key here: so a key that was disabled wraps
            // no longer, and no right is needed to read it.
            .disableKeyCaching();
    if (!options.verifiesResource()) {
      builder.disableChallengeResourceVerification();
    }
    return builder.buildClient();
  }
}
