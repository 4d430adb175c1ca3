package org.anabranch.parts.s3;

import org.anabranch.transforms.segment.ObjectStore;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Objects of a bucket. One put makes an object, which is there whole or not at all; the SDK sends a
 * checksum with it and repeats what fails for a moment.
 */
final class S3Store implements ObjectStore {

  private final S3Options options;
  private final S3Client client;
  private final AwsCredentialsProvider credentials;

  private S3Store(S3Options options, S3Client client, AwsCredentialsProvider credentials) {
    this.options = options;
    this.client = client;
    this.credentials = credentials;
  }

  /**
   * Of options; asks nothing of the store yet.
   *
   * @throws ConfigException where no region is known
   */
  static S3Store open(S3Options options) {
    AwsCredentialsProvider credentials =
        options.secretAccessKey() == null
            ? DefaultCredentialsProvider.builder().build()
            : StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    options.accessKeyId(), options.secretAccessKey().value()));
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials)
            .forcePathStyle(options.pathStyle())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(override -> override.apiCallTimeout(options.timeout()));
    options.endpoint().ifPresent(builder::endpointOverride);
    if (!options.region().isEmpty()) {
      builder.region(Region.of(options.region()));
    }
    try {
      return new S3Store(options, builder.build(), credentials);
    } catch (SdkException e) {
      throw new ConfigException(
          S3Options.REGION + " is not set, and the SDK finds no region. Set it");
    }
  }

  @Override
  public void put(String name, byte[] content) {
    try {
      var unused =
          client.putObject(
              put -> put.bucket(options.bucket()).key(options.prefix() + name),
              RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw failed("s3:PutObject", e);
    }
  }

  @Override
  public byte @Nullable [] get(String name, long bytes) {
    try (ResponseInputStream<GetObjectResponse> in =
        client.getObject(get -> get.bucket(options.bucket()).key(options.prefix() + name))) {
      if (in.response().contentLength() != bytes) {
        in.abort();
        return null;
      }
      return in.readAllBytes();
    } catch (NoSuchKeyException e) {
      return null;
    } catch (SdkException e) {
      throw failed("s3:GetObject", e);
    } catch (java.io.IOException e) {
      throw new RetriableException("The bucket of large values broke off while it was read", e);
    }
  }

  private static ConnectException failed(String operation, SdkException e) {
    String what = "The bucket of large values did not do " + operation;
    if (e instanceof AwsServiceException service) {
      String code = service.awsErrorDetails() == null ? "" : service.awsErrorDetails().errorCode();
      String told = "%s (%s, status %d). ".formatted(what, code, service.statusCode());
      return service.isThrottlingException()
              || service.statusCode() >= 500
              || "ExpiredToken".equals(code)
          ? new RetriableException(told + "It may later", e)
          : new ConnectException(
              told
                  + "Check "
                  + S3Options.BUCKET
                  + " and "
                  + S3Options.REGION
                  + ", and allow it to the worker's role on all objects, and s3:ListBucket on the"
                  + " bucket, without which what is not there looks forbidden",
              e);
    }
    return new RetriableException(
        what + ": it cannot be reached, or the worker has no credentials", e);
  }

  @Override
  public void close() {
    client.close();
    if (credentials instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        // Nothing is lost by it.
      }
    }
  }
}
