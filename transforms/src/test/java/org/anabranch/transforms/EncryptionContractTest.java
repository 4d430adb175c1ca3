package org.anabranch.transforms;

import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;

/** The contract of all transforms, with ciphertexts that are equal whenever values are. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EncryptionContractTest {

  private static final String ALL =
      "email:deterministic,phone:format-preserving,nothing:deterministic,place.*:deterministic,"
          + "messages[*].text:deterministic,labels.vip:deterministic,user_id:deterministic";

  private static final Encryption OF = new Encryption();

  /** Of values. */
  abstract static class OfValues extends TransformationContract {

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.value();
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return SampleRecords.record(null, part);
    }

    @Override
    boolean keepsSchemas() {
      return false;
    }
  }

  /** Of keys. */
  abstract static class OfKeys extends TransformationContract {

    @Override
    @Nullable Object part(SourceRecord record) {
      return record.key();
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return SampleRecords.record(part, null);
    }

    @Override
    boolean keepsSchemas() {
      return false;
    }
  }

  @Nested
  class EncryptedValues extends OfValues {

    @Override
    Transformation<SourceRecord> subject() {
      return OF.encrypting(ALL);
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return OF.encrypting("calls:format-preserving");
    }

    @Override
    @Nullable Object meaning(@Nullable Object part) {
      return part(OF.decrypting(ALL).apply(carrying(part)));
    }
  }

  @Nested
  class EncryptedKeys extends OfKeys {

    @Override
    Transformation<SourceRecord> subject() {
      return OF.encryptingKeys(ALL);
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return OF.encryptingKeys("missing:deterministic");
    }

    @Override
    @Nullable Object meaning(@Nullable Object part) {
      return part(OF.decryptingKeys(ALL).apply(carrying(part)));
    }
  }

  @Nested
  class DecryptedValues extends OfValues {

    @Override
    Transformation<SourceRecord> subject() {
      return OF.decrypting(ALL);
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return OF.decrypting("calls");
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return OF.encrypting(ALL).apply(SampleRecords.record(null, part));
    }
  }

  @Nested
  class DecryptedKeys extends OfKeys {

    @Override
    Transformation<SourceRecord> subject() {
      return OF.decryptingKeys(ALL);
    }

    @Override
    Transformation<SourceRecord> refusing() {
      return OF.decryptingKeys("user_id", "table.name", "assistant.elsewhere");
    }

    @Override
    SourceRecord carrying(@Nullable Object part) {
      return OF.encryptingKeys(ALL).apply(SampleRecords.record(part, null));
    }
  }
}
