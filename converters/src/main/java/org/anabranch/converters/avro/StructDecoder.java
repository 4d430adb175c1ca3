package org.anabranch.converters.avro;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads a record's fields straight into a struct. */
final class StructDecoder implements Decoder {

  private final Schema schema;
  private final Plan plan;

  /** How a record's fields are read, for all structs that are read from it. */
  static final class Plan {

    private Field[] fields = new Field[0];
    private Decoder[] decoders = new Decoder[0];

    /** The branches that are null; negative where there is none. */
    private int[] nullBranches = new int[0];

    /** Once, before the first value: what the record contains may be the record itself. */
    void complete(Field[] all, Decoder[] of) {
      this.fields = all;
      this.decoders = new Decoder[of.length];
      this.nullBranches = new int[of.length];
      for (int i = 0; i < of.length; i++) {
        decoders[i] = of[i] instanceof Decoders.OrNull wrapped ? wrapped.decoder() : of[i];
        nullBranches[i] = of[i] instanceof Decoders.OrNull wrapped ? wrapped.nullIndex() : -1;
      }
    }

    /** A field's value. What is most common is read here: a call of one of many is dearer. */
    private @Nullable Object read(int field, AvroInput in) {
      int nullBranch = nullBranches[field];
      if (nullBranch >= 0 && Decoders.isNull(nullBranch, in)) {
        return null;
      }
      Decoder decoder = decoders[field];
      if (decoder == ScalarDecoders.TEXT) {
        return in.readString();
      } else if (decoder == ScalarDecoders.INT64) {
        return in.readLong();
      } else if (decoder == ScalarDecoders.INT32) {
        return in.readInt();
      }
      return decoder.decode(in);
    }
  }

  StructDecoder(Schema schema, Plan plan) {
    this.schema = schema;
    this.plan = plan;
  }

  @Override
  public Struct decode(AvroInput in) {
    in.depth().enter();
    Struct struct = new Struct(schema);
    Field[] fields = plan.fields;
    int i = 0;
    try {
      for (; i < fields.length; i++) {
        Object value = plan.read(i, in);
        if (value != null) {
          struct.put(fields[i], value);
        }
      }
    } catch (RuntimeException e) {
      throw Misfit.within(fields[i].name(), e);
    }
    in.depth().leave();
    return struct;
  }
}
