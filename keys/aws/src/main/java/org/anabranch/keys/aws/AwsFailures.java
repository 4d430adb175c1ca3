package org.anabranch.keys.aws;

import org.anabranch.keys.KeyProviderException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Which failures of AWS KMS pass, and how the others are mended. */
final class AwsFailures {

  private AwsFailures() {}

  static KeyProviderException of(SdkException failure, AwsKey key, String operation) {
    String what = "AWS KMS did not " + operation + " with " + key.text();
    if (failure instanceof AwsServiceException service) {
      return ofService(service, what, operation);
    }
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return KeyProviderException.passing(what + " in time", failure);
    }
    // No connection, or no credentials yet, which an instance or a container may be slow to give.
    return KeyProviderException.passing(
        what + ": it cannot be reached, or the worker has no credentials", failure);
  }

  private static KeyProviderException ofService(
      AwsServiceException failure, String what, String operation) {
    String code = failure.awsErrorDetails() == null ? "" : failure.awsErrorDetails().errorCode();
    String told = what + " (" + code + ", status " + failure.statusCode() + "). ";
    return isPassing(failure, code)
        ? KeyProviderException.passing(told + "It may later", failure)
        : KeyProviderException.lasting(told + mend(code, operation), failure);
  }

  private static boolean isPassing(AwsServiceException failure, String code) {
    return failure.isThrottlingException()
        || failure.statusCode() >= 500
        || switch (code) {
          case "LimitExceededException",
              "DependencyTimeoutException",
              "KeyUnavailableException",
              "KMSInternalException",
              // Renewed by the chain of credentials before the next try.
              "ExpiredTokenException" ->
              true;
          default -> false;
        };
  }

  private static String mend(String code, String operation) {
    return switch (code) {
      case "AccessDeniedException" ->
          "Allow kms:"
              + operation
              + " on the key to the worker's role, in its policy and the key's";
      case "NotFoundException" ->
          "Check the key's name and region; a bare id or alias is looked up in kek.aws.region";
      case "DisabledException", "KMSInvalidStateException" ->
          "Enable the key, or cancel its deletion";
      case "InvalidCiphertextException", "IncorrectKeyException" ->
          "The data key was altered or wrapped with another key. Check that the key store is the"
              + " right one";
      case "InvalidKeyUsageException" -> "Use a symmetric key for encrypting and decrypting";
      default -> "Check the worker's credentials, the key's policy and the clock";
    };
  }
}
