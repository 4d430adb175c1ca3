package org.anabranch.testkit.kms;

/** What tests do to any service that keeps key-encryption keys. Safe for several threads. */
public interface KmsStandIn extends AutoCloseable {

  /** Adds a key and returns its full name, as option {@code kek.id} takes it. */
  String addKey(String name);

  /** Gives the key a new version, with which it encrypts from now on. */
  void rotate(String name);

  /** Nobody may use the key until it is enabled. */
  void disable(String name);

  void enable(String name);

  /** Refuses so many requests for being too many. */
  void throttle(int requests);

  /** Answers so many requests with an error of its own. */
  void fail(int requests);

  /** Takes requests and answers none of them until {@link #recover}. */
  void stopAnswering();

  /** Refuses connections until {@link #recover}. */
  void closePort();

  /** Ends {@link #stopAnswering} and {@link #closePort}. */
  void recover();

  /** Requests for a key that it took, also those that it refused; not those for credentials. */
  int requests();

  @Override
  void close();
}
