package org.anabranch.transforms.filter;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.model.change.TableName;
import org.anabranch.transforms.encrypt.EncryptedField;
import org.anabranch.transforms.encrypt.RowEncryption;
import org.anabranch.transforms.encrypt.RowOrigin;
import org.anabranch.transforms.encrypt.TableOption;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.Verdict;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Encrypts as a policy says, with what is found out for each of its verdicts once. */
final class PolicyEncryption implements FieldEncryption {

  private static final int VERDICTS_MAX = 512;

  /** Verdicts are shared, so that comparing their places is enough and quick. */
  @SuppressWarnings("ReferenceEquality")
  private record Of(Verdict.Deliver verdict) {

    @Override
    public boolean equals(Object o) {
      return o instanceof Of that && verdict == that.verdict;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(verdict);
    }
  }

  private final FilterKeys keys;
  private final @Nullable String table;
  private final Cache<Of, RowEncryption> verdicts =
      new SynchronizedCache<>(new LRUCache<>(VERDICTS_MAX));

  /**
   * Of a policy.
   *
   * @param keys among which there are all that it names
   * @param table of rows that do not tell theirs; null where those are refused
   */
  PolicyEncryption(FilterKeys keys, @Nullable String table) {
    this.keys = keys;
    this.table = table;
  }

  @Override
  public AlteredImages of(
      ConnectRecord<?> record,
      @Nullable TableName told,
      Verdict.Deliver verdict,
      AlteredImages images) {
    if (verdict.encryptions().isEmpty()) {
      return images;
    }
    String name = told == null ? table : told.toString();
    if (name == null) {
      throw noTable(verdict.encryptions().get(0));
    }
    try {
      RowOrigin origin = RowOrigin.ofValue(record, name);
      return images.with(of(verdict).of(origin, images.rows()));
    } catch (UnknownKeyException e) {
      throw new UnavailableKeysException(e);
    } catch (DataException e) {
      throw e;
    } catch (ConnectException e) {
      throw new UnavailableKeysException(e);
    }
  }

  private static DataException noTable(Alteration.Encryption encryption) {
    return new DataException(
        ("The policy's rule '%s' encrypts the field '%s', and neither the header anabranch nor"
                + " Debezium's source names the table to which a ciphertext is bound. Set "
                + TableOption.NAME)
            .formatted(encryption.rule(), encryption.path()));
  }

  private RowEncryption of(Verdict.Deliver verdict) {
    Of key = new Of(verdict);
    RowEncryption known = verdicts.get(key);
    if (known != null) {
      return known;
    }
    List<EncryptedField> fields = new ArrayList<>();
    List<DataKeys> keysOfFields = new ArrayList<>();
    for (Alteration.Encryption encryption : verdict.encryptions()) {
      fields.add(EncryptedField.optional(encryption.path(), encryption.how().mode()));
      keysOfFields.add(keys.of(encryption.how()));
    }
    RowEncryption made = RowEncryption.of(fields, keysOfFields);
    verdicts.put(key, made);
    return made;
  }
}
