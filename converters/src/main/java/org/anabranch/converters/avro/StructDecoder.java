package org.anabranch.converters.avro;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Reads a record's fields straight into a struct. */
final class StructDecoder implements Decoder {

  private final Schema schema;
  private final Plan plan;

  /** How a record's fields are read, for all structs that are read from it. */
  static final class Plan {

    private Field[] fields = new Field[0];
    private Decoder[] decoders = new Decoder[0];

    /** Once, before the first value: what the record contains may be the record itself. */
    void complete(Field[] all, Decoder[] of) {
      this.fields = all;
      this.decoders = of;
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
    Decoder[] decoders = plan.decoders;
    int i = 0;
    try {
      for (; i < decoders.length; i++) {
        Object value = decoders[i].decode(in);
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
