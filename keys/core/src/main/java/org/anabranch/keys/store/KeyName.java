package org.anabranch.keys.store;

import org.anabranch.keys.KeyPurpose;
import org.anabranch.model.change.KeyHash;
import org.anabranch.records.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the generations of one data key have in common.
 *
 * @param name option {@code key.name}
 * @param subject the hash of the person whose key it is, see {@link SubjectHasher}; null for a key
 *     that all values share
 */
public record KeyName(String name, KeyPurpose purpose, @Nullable KeyHash subject) {

  /** Its name and purpose as texts behind their lengths; 0, or 1 and the subject's hash. */
  void write(ByteWriter out) {
    out.text(name);
    out.text(purpose.text());
    if (subject == null) {
      out.octet(0);
    } else {
      out.octet(1);
      out.bytes(subject.bytes());
    }
  }

  /** For messages; tells no subject but its hash. */
  @Override
  public String toString() {
    return "%s key '%s'%s"
        .formatted(purpose.text(), name, subject == null ? "" : " of subject " + subject);
  }
}
