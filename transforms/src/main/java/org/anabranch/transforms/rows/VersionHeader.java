package org.anabranch.transforms.rows;

import java.util.Objects;
import org.anabranch.model.change.Change;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** A record's header {@code anabranch}, where the record goes on as another one. */
public final class VersionHeader {

  private VersionHeader() {}

  /** The header for another change, in the form in which the record's came. */
  public static Header like(ConnectRecord<?> record, Change change) {
    Header header = Objects.requireNonNull(record.headers().lastWithName(ChangeHeader.NAME));
    return ChangeHeader.replaced(header, change);
  }

  /** A copy of the record's headers with the header for another change in the place of its own. */
  public static Headers replaced(ConnectRecord<?> record, Change change) {
    Header header = like(record, change);
    return record.headers().duplicate().remove(ChangeHeader.NAME).add(header);
  }
}
