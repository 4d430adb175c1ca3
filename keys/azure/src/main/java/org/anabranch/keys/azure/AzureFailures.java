package org.anabranch.keys.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.identity.CredentialUnavailableException;
import com.microsoft.aad.msal4j.MsalServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.records.server.CertificateFile;

/** Which failures of Azure Key Vault pass, and how the others are mended. */
final class AzureFailures {
  private static final int TOO_MANY = 429;
  private static final int REQUEST_TIMEOUT = 408;

  private AzureFailures() {}

  static KeyProviderException of(RuntimeException failure, AzureKey key, String operation) {
    String what = "Azure Key Vault did not " + operation + " with " + key;
    if (CertificateFile.isDistrust(failure)) {
      return KeyProviderException.lasting(
          what
              + ": its certificate is not trusted. Name its authority's in "
              + AzureOptions.CA_FILE,
          failure);
    }
    if (has(failure, CredentialUnavailableException.class)) {
      return KeyProviderException.passing(what + ": the worker has no credentials", failure);
    }
    int status = status(failure);
    if (status > 0) {
      String told = what + " (status " + status + "). ";
      return isPassing(status)
          ? KeyProviderException.passing(told + "It may later", failure)
          : KeyProviderException.lasting(told + mend(status, operation), failure);
    }
    boolean unreachable =
        has(failure, IOException.class)
            || has(failure, UncheckedIOException.class)
            || has(failure, TimeoutException.class)
            || has(failure, InterruptedException.class);
    if (unreachable) {
      return KeyProviderException.passing(what + ": it cannot be reached", failure);
    }
    return has(failure, ClientAuthenticationException.class)
        ? KeyProviderException.lasting(what + ": nobody signs in. Check the credentials", failure)
        : KeyProviderException.lasting(what, failure);
  }

  private static boolean isPassing(int status) {
    return status == TOO_MANY || status == REQUEST_TIMEOUT || status >= 500;
  }

  /** What the vault or the sign-in answered; 0 where nothing was. */
  private static int status(Throwable failure) {
    return causes(failure)
        .mapToInt(AzureFailures::ownStatus)
        .filter(s -> s > 0)
        .findFirst()
        .orElse(0);
  }

  private static int ownStatus(Throwable failure) {
    if (failure instanceof HttpResponseException http && http.getResponse() != null) {
      return http.getResponse().getStatusCode();
    }
    if (failure instanceof MsalServiceException signIn && signIn.statusCode() != null) {
      return signIn.statusCode();
    }
    return 0;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return causes(failure).anyMatch(kind::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause);
  }

  private static String mend(int status, String operation) {
    return switch (status) {
      case 401 -> "Check the credentials, their tenant and the authority host";
      case 403 ->
          "Enable the key, and give the worker's identity the key permission "
              + operation
              + "Key, or the role Key Vault Crypto Service Encryption User";
      case 404 -> "Check the key's URL; its versions must not be deleted";
      default ->
          "The key has to be RSA. Or the data key was altered or wrapped with another key: check that"
              + " the key store is the right one";
    };
  }
}
