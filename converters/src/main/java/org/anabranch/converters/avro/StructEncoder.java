package org.anabranch.converters.avro;

import static org.anabranch.converters.avro.Misfit.required;

import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Writes a struct's fields in the order in which the Avro record has them. */
final class StructEncoder implements Encoder {

  private Part[] parts = new Part[0];

  /** One field of the Avro record. */
  interface Part {

    /** Its name in the struct, or in the record if the struct has none such. */
    String name();

    /** Appends what it holds in the struct. */
    void encode(Struct struct, AvroOutput out);
  }

  /** Once, before the first value: what the struct contains may be the struct itself. */
  void complete(List<Part> all) {
    this.parts = all.toArray(new Part[0]);
  }

  @Override
  public void encode(@Nullable Object value, AvroOutput out) {
    Struct struct = (Struct) required(value);
    out.depth().enter();
    int i = 0;
    try {
      for (; i < parts.length; i++) {
        parts[i].encode(struct, out);
      }
    } catch (RuntimeException e) {
      throw Misfit.within(parts[i].name(), e);
    }
    out.depth().leave();
  }

  /** A field that holds no other value than the one that was put. */
  record Plain(Field field, Encoder encoder) implements Part {

    @Override
    public String name() {
      return field.name();
    }

    @Override
    public void encode(Struct struct, AvroOutput out) {
      encoder.encode(struct.get(field), out);
    }
  }

  /** A field whose null is a null, though it has a default. */
  record Optional(Field field, Encoder encoder) implements Part {

    @Override
    public String name() {
      return field.name();
    }

    @Override
    public void encode(Struct struct, AvroOutput out) {
      encoder.encode(struct.getWithoutDefault(field.name()), out);
    }
  }

  /** A field that the struct lacks: Avro's default, whose bytes are known beforehand. */
  static final class Constant implements Part {

    private final String name;
    private final byte[] bytes;

    Constant(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void encode(Struct struct, AvroOutput out) {
      out.writeRaw(bytes);
    }
  }
}
