package org.anabranch.transforms.encrypt;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.keys.DataKeys;
import org.anabranch.records.path.FieldSlot;
import org.anabranch.records.path.FieldVisitor;
import org.anabranch.records.path.RowFields;
import org.anabranch.transforms.cipher.Mode;
import org.anabranch.transforms.rows.RecordPart;
import org.anabranch.transforms.rows.RowImage;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What objects on the way of a value say of themselves. */
record SealedRun(EncryptOptions options, DataKeys keys, Struct row) {

  List<String> texts() {
    List<String> texts = new ArrayList<>();
    RowFields fields = options.of().rewrite(true).of(row.schema());
    FieldPlaces places = new FieldPlaces(fields.slots().size());
    EncryptionPlan plan =
        new EncryptionPlan(
            fields,
            fields.form(slot -> EncryptedSchemas.of(slot.required(), mode(slot), options)),
            List.of(),
            places);
    SourceRecord record = new SourceRecord(null, null, "marked", 0, null, null, row.schema(), row);
    RowOrigin origin =
        new RowOrigin(record, RecordPart.VALUE, "assistant.marked", new byte[2], null);
    RowEncryption how =
        new RowEncryption(
            options,
            new FieldSealer(keys, options),
            new FieldCounts(options.of().fields(), RowEncryption.VERB));
    ImageEncryption image = new ImageEncryption(how, origin, plan, row, null, null, List.of());
    fields.visit(
        row,
        new FieldVisitor() {
          @Override
          public void field(FieldSlot slot, String place, @Nullable Object value) {
            image.field(slot, place, value);
            texts.add(new OpenedField(slot, value, slot.schema(), false).toString());
          }

          @Override
          public void blocked(int path) {
            throw new IllegalStateException("Nothing bars the way");
          }
        });
    RowImage as = new RowImage(row, row.schema());
    List.<Object>of(image, image.sealed(), plan, origin, how, places, as, new RowImages(as, as))
        .forEach(said -> texts.add(said.toString()));
    return texts;
  }

  private Mode mode(FieldSlot slot) {
    return options.of().fields().get(slot.path()).mode();
  }

  /** Its options. */
  @Override
  public String toString() {
    return options.toString();
  }
}
