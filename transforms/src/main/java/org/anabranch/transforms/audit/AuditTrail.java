package org.anabranch.transforms.audit;

import org.apache.kafka.connect.errors.ConnectException;

/** Where decisions are kept. Safe for several threads. */
public interface AuditTrail extends AutoCloseable {

  /** Keeps nothing. */
  AuditTrail NONE =
      new AuditTrail() {
        @Override
        public void note(AuditEntry entry) {}

        @Override
        public void check() {}

        @Override
        public void close() {}
      };

  /**
   * Takes a decision. It is kept soon after, not at once: a process that dies takes with it what
   * waits.
   *
   * @throws ConnectException where decisions cannot be kept, this one or one before; nothing may go
   *     on then
   */
  void note(AuditEntry entry);

  /**
   * Sees to it that decisions can be kept; asked for each record, so it waits for nothing.
   *
   * @throws ConnectException where those taken before could not be kept, or wait for too long;
   *     nothing may go on then
   */
  void check();

  /**
   * Keeps what was taken, and ends.
   *
   * @throws ConnectException where not all of it was kept
   */
  @Override
  void close();
}
