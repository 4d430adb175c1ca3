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
        public void close() {}
      };

  /**
   * Takes a decision. It is kept soon after, not at once.
   *
   * @throws ConnectException where decisions cannot be kept, this one or one before; nothing may go
   *     on then
   */
  void note(AuditEntry entry);

  /** Keeps what was taken, and ends. */
  @Override
  void close();
}
