package org.anabranch.converters.avro;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/** Decoders for an Avro schema and the Connect schema that was made of it. */
final class ReaderCompiler {

  private final IdentityHashMap<Schema, StructDecoder.Plan> plans = new IdentityHashMap<>();

  Decoder compile(Schema avro, org.apache.kafka.connect.data.Schema connect) {
    return switch (avro.getType()) {
      case UNION -> union(avro, connect);
      case RECORD -> new StructDecoder(connect, plan(avro, connect));
      case ARRAY -> array(avro, connect);
      case MAP ->
          Decoders.map(
              AvroInput::readString, compile(avro.getValueType(), connect.valueSchema()), false);
      default -> ScalarDecoders.of(connect, avro);
    };
  }

  private StructDecoder.Plan plan(Schema avro, org.apache.kafka.connect.data.Schema connect) {
    StructDecoder.Plan known = plans.get(avro);
    if (known != null) {
      return known;
    }
    StructDecoder.Plan plan = new StructDecoder.Plan();
    plans.put(avro, plan);
    Field[] fields = connect.fields().toArray(new Field[0]);
    Decoder[] decoders = new Decoder[fields.length];
    for (int i = 0; i < fields.length; i++) {
      decoders[i] = compile(avro.getFields().get(i).schema(), fields[i].schema());
    }
    plan.complete(fields, decoders);
    return plan;
  }

  private Decoder array(Schema avro, org.apache.kafka.connect.data.Schema connect) {
    Schema element = avro.getElementType();
    boolean empty = mayBeEmpty(element, new HashSet<>());
    if (connect.type() == org.apache.kafka.connect.data.Schema.Type.ARRAY) {
      return Decoders.array(compile(element, connect.valueSchema()), empty);
    }
    return Decoders.map(
        Decoders.asKey(compile(element.getField(Maps.KEY).schema(), connect.keySchema())),
        compile(element.getField(Maps.VALUE).schema(), connect.valueSchema()),
        empty);
  }

  private Decoder union(Schema avro, org.apache.kafka.connect.data.Schema connect) {
    List<Schema> branches = avro.getTypes();
    if (Unions.isOptional(avro)) {
      int nullIndex = Unions.isNull(branches.get(0)) ? 0 : 1;
      return new Decoders.OrNull(nullIndex, compile(branches.get(1 - nullIndex), connect));
    }
    @Nullable Field[] fields = new @Nullable Field[branches.size()];
    @Nullable Decoder[] decoders = new @Nullable Decoder[branches.size()];
    int next = 0;
    for (int i = 0; i < fields.length; i++) {
      if (!Unions.isNull(branches.get(i))) {
        Field field = connect.fields().get(next++);
        fields[i] = field;
        decoders[i] = compile(branches.get(i), field.schema());
      }
    }
    return Decoders.union(connect, fields, decoders);
  }

  /** Whether there are values that take no bytes, of which any number can be claimed. */
  private static boolean mayBeEmpty(Schema avro, Set<String> within) {
    return switch (avro.getType()) {
      case NULL -> true;
      case FIXED -> avro.getFixedSize() == 0;
      case RECORD ->
          !within.add(avro.getFullName())
              || avro.getFields().stream().allMatch(field -> mayBeEmpty(field.schema(), within));
      default -> false;
    };
  }
}
