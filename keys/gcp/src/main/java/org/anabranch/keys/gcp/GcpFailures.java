package org.anabranch.keys.gcp;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import java.io.IOException;
import org.anabranch.keys.KeyProviderException;

/** Which failures of Google Cloud KMS pass, and how the others are mended. */
final class GcpFailures {
  private static final int TOO_MANY = 429;
  private static final int REQUEST_TIMEOUT = 408;

  private GcpFailures() {}

  static KeyProviderException of(IOException failure, GcpKey key, String operation) {
    String what = "Google Cloud KMS did not " + operation + " with " + key.text();
    if (failure instanceof HttpResponseException answered) {
      return ofAnswer(answered, what, operation);
    }
    if (failure instanceof Retryable token && !token.isRetryable()) {
      return KeyProviderException.lasting(
          what
              + ": Google gives no token for the credentials. Check that they were not deleted"
              + " or disabled, and the clock",
          failure);
    }
    return KeyProviderException.passing(
        what + ": it cannot be reached, or the worker has no credentials", failure);
  }

  private static KeyProviderException ofAnswer(
      HttpResponseException failure, String what, String operation) {
    int status = failure.getStatusCode();
    String told = what + " (status " + status + ", " + reason(failure) + "). ";
    if (status == TOO_MANY || status == REQUEST_TIMEOUT || status >= 500) {
      return KeyProviderException.passing(told + "It may later", failure);
    }
    return KeyProviderException.lasting(told + mend(status, operation), failure);
  }

  private static String reason(HttpResponseException failure) {
    if (failure instanceof GoogleJsonResponseException json) {
      GoogleJsonError details = json.getDetails();
      Object status = details == null ? null : details.get("status");
      return status == null ? "no reason" : status.toString();
    }
    return "no reason";
  }

  private static String mend(int status, String operation) {
    return switch (status) {
      case 401 -> "Check the credentials";
      case 403 ->
          "Give the service account cloudkms.cryptoKeyVersions.useTo"
              + (operation.equals("encrypt") ? "Encrypt" : "Decrypt")
              + " on the key";
      case 404 -> "Check the key's name";
      default ->
          "Enable the key's version, or check that the key store is the right one: the data key was"
              + " altered or wrapped with another key";
    };
  }
}
