package org.anabranch.transforms.filter;

import org.anabranch.model.change.TableName;
import org.anabranch.transforms.policy.Verdict;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Encrypts the fields of which a verdict says so. Safe for several threads. */
@FunctionalInterface
interface FieldEncryption {

  /** Of policies that encrypt nothing, and where it is only asked what would go. */
  FieldEncryption NONE = (record, table, verdict, images) -> images;

  /**
   * The images as they go. What is equal in both stays so.
   *
   * @param table the rows'; null where the record does not tell it
   * @param verdict what was said of the row as it is, or was before it was deleted. Columns of
   *     which something else was said of the row before are not in that image
   * @param images from which what is removed is gone, and in which what is masked is
   * @throws DataException where a field cannot be encrypted; tells no value
   * @throws UnavailableKeysException where keys cannot be had
   */
  AlteredImages of(
      ConnectRecord<?> record,
      @Nullable TableName table,
      Verdict.Deliver verdict,
      AlteredImages images);
}
