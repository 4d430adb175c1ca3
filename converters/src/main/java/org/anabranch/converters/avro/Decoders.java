package org.anabranch.converters.avro;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Decoders of what contains other values; {@link ScalarDecoders} has the others. */
final class Decoders {

  /** Room that is made before there are elements to fill it. */
  private static final int AT_ONCE = 1024;

  private Decoders() {}

  /** Null, or the value. */
  record OrNull(int nullIndex, Decoder decoder) implements Decoder {

    @Override
    public @Nullable Object decode(AvroInput in) {
      return isNull(nullIndex, in) ? null : decoder.decode(in);
    }
  }

  /** Reads which of two branches comes, and whether that is null. */
  static boolean isNull(int nullIndex, AvroInput in) {
    int zigzag = in.readByte();
    if ((zigzag & ~2) != 0) {
      throw new Misfit("a union's branch is claimed that there is not");
    }
    return zigzag >> 1 == nullIndex;
  }

  static Decoder array(Decoder element, boolean emptyElements) {
    return in -> {
      List<@Nullable Object> list = null;
      int index = 0;
      try {
        for (int n = in.readBlock(emptyElements); n > 0; n = in.readBlock(emptyElements)) {
          if (list == null) {
            list = new ArrayList<>(Math.min(n, AT_ONCE));
          }
          for (int i = 0; i < n; i++, index++) {
            list.add(element.decode(in));
          }
        }
      } catch (RuntimeException e) {
        throw Misfit.within("[" + index + "]", e);
      }
      return list == null ? new ArrayList<>() : list;
    };
  }

  /** A map's entries, from Avro's own map or from an array of records of two fields. */
  static Decoder map(Decoder key, Decoder mapped, boolean emptyElements) {
    return in -> {
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      try {
        for (int n = in.readBlock(emptyElements); n > 0; n = in.readBlock(emptyElements)) {
          for (int i = 0; i < n; i++) {
            Object name = key.decode(in);
            map.put(name, mapped.decode(in));
          }
        }
      } catch (RuntimeException e) {
        throw Misfit.within("[]", e);
      }
      return map;
    };
  }

  /** A map's key: where it is bytes, such that it equals others that hold the same. */
  static Decoder asKey(Decoder key) {
    return in -> {
      Object value = key.decode(in);
      return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    };
  }

  static Decoder fixed(int size) {
    return in -> in.readRaw(size);
  }

  static Decoder symbol(List<String> symbols) {
    return in -> {
      int number = in.readInt();
      if (number < 0 || number >= symbols.size()) {
        throw new Misfit("an enum's symbol is claimed that there is not");
      }
      return symbols.get(number);
    };
  }

  /**
   * A struct that stands for a union, with a field for each branch.
   *
   * @param fields each branch's; null for the branch that is null
   */
  static Decoder union(Schema schema, @Nullable Field[] fields, @Nullable Decoder[] decoders) {
    return in -> {
      int branch = in.readInt();
      if (branch < 0 || branch >= fields.length) {
        throw new Misfit("a union's branch is claimed that there is not");
      }
      Field field = fields[branch];
      Decoder decoder = decoders[branch];
      if (field == null || decoder == null) {
        return null;
      }
      Object value = decoder.decode(in);
      return new Struct(schema).put(field, value);
    };
  }
}
