package org.anabranch.converters.registry;

import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * What a registry answered instead of what it was asked for.
 *
 * @param where the registry's URL, without user info
 * @param status of HTTP
 * @param code the registry's own, or the status
 * @param text the registry's own message, or empty
 * @param retryAfter how long it asks to be left alone, where it says so
 */
record Refusal(
    String where, Asked asked, int status, int code, String text, @Nullable Duration retryAfter) {

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;
  private static final int TEXT_MAX = 1_000;

  /** The codes of a subject, a version and a schema that are not known. */
  private static final int UNKNOWN_FIRST = 40_401;

  private static final int UNKNOWN_LAST = 40_499;

  /** Whether the same question may be answered later, or by another server. */
  boolean isPassing() {
    return status == TOO_MANY || status == TIMEOUT || status >= 500;
  }

  /** As {@link SchemaRegistry} promises to throw it. */
  RuntimeException exception() {
    if (isPassing()) {
      String message = head("failed") + ". It may answer later";
      return retryAfter == null
          ? new RetriableException(message)
          : new BusyRegistryException(message, retryAfter);
    }
    if (code >= UNKNOWN_FIRST && code <= UNKNOWN_LAST) {
      return new UnknownSchemaException(head("knows none") + ". " + asked.whereUnknown());
    }
    return switch (status) {
      case UNAUTHORIZED ->
          new ConnectException(
              head("refused the credentials")
                  + ". Set basic.auth.credentials.source=USER_INFO with basic.auth.user.info, or"
                  + " bearer.auth.credentials.source=STATIC_TOKEN with bearer.auth.token, to what"
                  + " the registry accepts");
      case FORBIDDEN ->
          new ConnectException(
              head("forbade it") + ". Give the converter's user the right to it in the registry");
      case CONFLICT -> new IncompatibleSchemaException(head("refused the schema"));
      case UNPROCESSABLE ->
          new DataException(
              head("does not accept it") + ". The registry has to accept this schema or this name");
      default ->
          new ConnectException(
              head("answered as no registry does")
                  + ". Check that schema.registry.url is that of the registry's"
                  + " Confluent-compatible API, with its path, such as /apis/ccompat/v7");
    };
  }

  private String head(String did) {
    return String.format(
        Locale.ROOT,
        "The schema registry at %s %s when asked %s (status %d%s)%s",
        where,
        did,
        asked.what(),
        status,
        code == status ? "" : ", code " + code,
        text.isEmpty() ? "" : ": " + shortened());
  }

  private String shortened() {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
  }
}
