package org.anabranch.converters.avro;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/** Encoders for a Connect schema and an Avro schema, whoever made that. */
final class WriterCompiler {

  private final Map<Pair, StructEncoder> structs = new HashMap<>();

  /** The very instances: schemas may contain themselves, and have no end to compare. */
  private record Pair(org.apache.kafka.connect.data.Schema connect, Schema avro) {

    @Override
    @SuppressWarnings("ReferenceEquality") // As said.
    public boolean equals(@Nullable Object other) {
      return other instanceof Pair pair && pair.connect == connect && pair.avro == avro;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(connect) + System.identityHashCode(avro);
    }
  }

  Encoder compile(org.apache.kafka.connect.data.Schema connect, Schema avro) {
    if (avro.getType() == Schema.Type.UNION) {
      return union(connect, avro);
    }
    return switch (connect.type()) {
      case STRUCT -> struct(connect, avro);
      case ARRAY -> {
        demand(avro.getType() == Schema.Type.ARRAY && !Maps.isEntries(avro), connect, avro);
        yield Encoders.array(within("[]", connect.valueSchema(), avro.getElementType()));
      }
      case MAP -> map(connect, avro);
      default -> ScalarEncoders.of(connect, avro);
    };
  }

  private static void demand(
      boolean fits, org.apache.kafka.connect.data.Schema connect, Schema avro) {
    if (!fits) {
      throw ScalarEncoders.misfit(connect, avro);
    }
  }

  private Encoder within(String part, org.apache.kafka.connect.data.Schema connect, Schema avro) {
    try {
      return compile(connect, avro);
    } catch (Misfit e) {
      throw Misfit.within(part, e);
    }
  }

  private Encoder map(org.apache.kafka.connect.data.Schema connect, Schema avro) {
    if (avro.getType() == Schema.Type.MAP) {
      demand(Maps.hasTexts(connect), connect, avro);
      return Encoders.map(
          ScalarEncoders.of(connect.keySchema(), Schema.create(Schema.Type.STRING)),
          within("[]", connect.valueSchema(), avro.getValueType()));
    }
    demand(avro.getType() == Schema.Type.ARRAY && Maps.isEntries(avro), connect, avro);
    Schema entry = avro.getElementType();
    return Encoders.map(
        within("[key]", connect.keySchema(), entry.getField(Maps.KEY).schema()),
        within("[]", connect.valueSchema(), entry.getField(Maps.VALUE).schema()));
  }

  private Encoder struct(org.apache.kafka.connect.data.Schema connect, Schema avro) {
    demand(avro.getType() == Schema.Type.RECORD, connect, avro);
    Pair pair = new Pair(connect, avro);
    StructEncoder already = structs.get(pair);
    if (already != null) {
      return already;
    }
    StructEncoder encoder = new StructEncoder();
    structs.put(pair, encoder);
    FieldsOfRecord fields = new FieldsOfRecord(connect);
    List<StructEncoder.Part> parts = new ArrayList<>();
    for (Schema.Field field : avro.getFields()) {
      Field source = fields.source(field);
      parts.add(source == null ? constant(field) : part(source, field.schema()));
    }
    fields.demandAllUsed();
    encoder.complete(parts);
    return encoder;
  }

  private StructEncoder.Part part(Field field, Schema avro) {
    Encoder encoder = within(field.name(), field.schema(), avro);
    return field.schema().isOptional() && field.schema().defaultValue() != null
        ? new StructEncoder.Optional(field, encoder)
        : new StructEncoder.Plain(field, encoder);
  }

  private static StructEncoder.Part constant(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      throw new Misfit(
          "the record has no field "
              + field.name()
              + ", and the Avro schema no default for it; register a schema that has one");
    }
    return new StructEncoder.Constant(field.name(), AvroDefaults.bytes(field));
  }

  private Encoder union(org.apache.kafka.connect.data.Schema connect, Schema avro) {
    int nullIndex = avro.getTypes().stream().map(Unions::isNull).toList().indexOf(true);
    if (Unions.NAME.equals(connect.name()) && !Unions.isOptional(avro)) {
      return Encoders.nullable(nullIndex, generalized(connect, avro));
    }
    Branch branch = branch(connect, avro.getTypes());
    return Encoders.nullable(nullIndex, Encoders.branch(branch.index, branch.encoder));
  }

  /** Each field in the branch that is called as it is, or if none is, in one that can hold it. */
  private Encoder generalized(org.apache.kafka.connect.data.Schema connect, Schema avro) {
    List<String> names = avro.getTypes().stream().map(Unions::fieldName).toList();
    List<Field> fields = connect.fields();
    List<Encoder> encoders = new ArrayList<>();
    for (Field field : fields) {
      int named = names.indexOf(field.name());
      try {
        Branch branch =
            named >= 0
                ? new Branch(named, compile(field.schema(), avro.getTypes().get(named)))
                : branch(field.schema(), avro.getTypes());
        encoders.add(Encoders.branch(branch.index, branch.encoder));
      } catch (Misfit e) {
        throw Misfit.within(field.name(), e);
      }
    }
    return Encoders.union(fields, encoders);
  }

  private record Branch(int index, Encoder encoder) {}

  /** The branch of the schema's own type, or else the first that can hold its values. */
  private Branch branch(org.apache.kafka.connect.data.Schema connect, List<Schema> branches) {
    List<Integer> candidates = Unions.candidates(connect, branches);
    Misfit reason = new Misfit("the Avro schema allows nothing but null");
    for (int index : candidates) {
      Map<Pair, StructEncoder> before = new HashMap<>(structs);
      try {
        return new Branch(index, compile(connect, branches.get(index)));
      } catch (Misfit e) {
        // What was compiled within may refer to what failed.
        structs.clear();
        structs.putAll(before);
        reason = e;
      }
    }
    throw reason;
  }
}
