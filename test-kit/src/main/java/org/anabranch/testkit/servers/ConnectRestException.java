package org.anabranch.testkit.servers;

/** A request that Connect answered with an error. */
public final class ConnectRestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  ConnectRestException(String request, int status, String message) {
    super("%s was answered with %d: %s".formatted(request, status, message));
    this.status = status;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }
}
