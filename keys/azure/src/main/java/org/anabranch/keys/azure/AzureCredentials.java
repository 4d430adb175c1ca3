package org.anabranch.keys.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Configuration;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.time.Duration;
import org.apache.kafka.common.config.types.Password;

/**
 * Who asks: an application with a secret, or else what the default chain of Azure's SDK finds on
 * servers. The chain's other half, developers' tools, is left out: it starts their programs.
 */
final class AzureCredentials {

  /** Nothing is tried again by the SDK: that is done once, for all providers alike. */
  static final RetryOptions ONCE = new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

  private AzureCredentials() {}

  /**
   * Nothing of a request or an answer is logged. Left alone, the SDK would do as the worker's
   * AZURE_HTTP_LOG_DETAIL_LEVEL says, and bodies are data keys, secrets and tokens.
   */
  static HttpLogOptions silence() {
    return new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE);
  }

  static TokenCredential of(AzureOptions options, HttpClient http) {
    Password secret = options.clientSecret();
    if (secret == null) {
      return ofWorker(options, http);
    }
    ClientSecretCredentialBuilder builder =
        new ClientSecretCredentialBuilder()
            .httpClient(http)
            .retryOptions(ONCE)
            .httpLogOptions(silence())
            .tenantId(options.tenantId())
            .clientId(options.clientId())
            .clientSecret(secret.value());
    return at(options, builder).build();
  }

  private static TokenCredential ofWorker(AzureOptions options, HttpClient http) {
    EnvironmentCredentialBuilder environment =
        new EnvironmentCredentialBuilder()
            .httpClient(http)
            .retryOptions(ONCE)
            .httpLogOptions(silence());
    if (!options.authorityHost().isEmpty()) {
      environment.authorityHost(options.authorityHost());
    }
    ChainedTokenCredentialBuilder chain =
        new ChainedTokenCredentialBuilder().addLast(environment.build());
    if (isPodWithIdentity()) {
      WorkloadIdentityCredentialBuilder workload =
          new WorkloadIdentityCredentialBuilder()
              .httpClient(http)
              .retryOptions(ONCE)
              .httpLogOptions(silence());
      if (!options.clientId().isEmpty()) {
        workload.clientId(options.clientId());
      }
      chain.addLast(at(options, workload).build());
    }
    ManagedIdentityCredentialBuilder managed =
        new ManagedIdentityCredentialBuilder()
            .httpClient(http)
            .retryOptions(ONCE)
            .httpLogOptions(silence());
    if (!options.clientId().isEmpty()) {
      managed.clientId(options.clientId());
    }
    return chain.addLast(managed.build()).build();
  }

  /** Whether Kubernetes gave the worker a workload identity. */
  private static boolean isPodWithIdentity() {
    Configuration environment = Configuration.getGlobalConfiguration();
    return environment.contains("AZURE_FEDERATED_TOKEN_FILE")
        && environment.contains(Configuration.PROPERTY_AZURE_TENANT_ID)
        && environment.contains(Configuration.PROPERTY_AZURE_CLIENT_ID);
  }

  /** Signing in where the options say, which Microsoft's list of clouds may not know. */
  private static <B extends AadCredentialBuilderBase<B>> B at(AzureOptions options, B builder) {
    return options.authorityHost().isEmpty()
        ? builder
        : builder.authorityHost(options.authorityHost()).disableInstanceDiscovery();
  }
}
