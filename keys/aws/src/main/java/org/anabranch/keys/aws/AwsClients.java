package org.anabranch.keys.aws;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** A client per region, since data keys of other regions are wrapped by keys that are there. */
final class AwsClients implements AutoCloseable {

  private final AwsOptions options;
  private final Region home;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http;
  private final Map<Region, KmsClient> clients = new ConcurrentHashMap<>();

  AwsClients(AwsOptions options, Region home) {
    this.options = options;
    this.home = home;
    this.credentials = options.credentials();
    this.http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(options.timeout())
            .socketTimeout(options.timeout())
            .build();
  }

  /** Where to ask for a key: multi-region keys at home, others in their own region. */
  Region region(AwsKey key) {
    return key.region().isEmpty() || key.isMultiRegion() ? home : Region.of(key.region());
  }

  KmsClient of(Region region) {
    return clients.computeIfAbsent(region, this::opened);
  }

  private KmsClient opened(Region region) {
    KmsClientBuilder builder =
        KmsClient.builder()
            .region(region)
            .credentialsProvider(credentials)
            .httpClient(http)
            .overrideConfiguration(
                // The SDK does not try again: that is done once, for all providers alike.
                override ->
                    override
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(options.timeout()));
    if (region.equals(home)) {
      // It is one of the home region; another one's keys are not there.
      options.endpoint().ifPresent(builder::endpointOverride);
    }
    return builder.build();
  }

  @Override
  public void close() {
    clients.values().forEach(KmsClient::close);
    http.close();
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
