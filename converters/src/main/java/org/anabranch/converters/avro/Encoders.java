package org.anabranch.converters.avro;

import static org.anabranch.converters.avro.Misfit.required;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Encoders of what contains other values; {@link ScalarEncoders} has the others. */
final class Encoders {

  private Encoders() {}

  /** Bytes that are the whole message, which in Confluent's form have no length before them. */
  static Encoder wholeMessage(Encoder bytes) {
    return (value, out) -> {
      int begin = out.position();
      bytes.encode(value, out);
      out.dropLength(begin);
    };
  }

  /** A branch's number before its value. */
  static Encoder branch(int index, Encoder encoder) {
    return (value, out) -> {
      out.writeInt(index);
      encoder.encode(value, out);
    };
  }

  /**
   * Null, or the value.
   *
   * @param nullIndex the branch that is null; negative if there is none
   * @param encoder writes its branch itself
   */
  static Encoder nullable(int nullIndex, Encoder encoder) {
    if (nullIndex < 0) {
      return encoder;
    }
    return (value, out) -> {
      if (value == null) {
        out.writeInt(nullIndex);
      } else {
        encoder.encode(value, out);
      }
    };
  }

  static Encoder array(Encoder element) {
    return (value, out) -> {
      List<?> list = (List<?>) required(value);
      if (!list.isEmpty()) {
        out.writeInt(list.size());
        int i = 0;
        try {
          for (Object each : list) {
            element.encode(each, out);
            i++;
          }
        } catch (RuntimeException e) {
          throw Misfit.within("[" + i + "]", e);
        }
      }
      out.writeInt(0);
    };
  }

  /** A map's entries, in Avro's own map or as an array of records of two fields. */
  static Encoder map(Encoder key, Encoder mapped) {
    return (value, out) -> {
      Map<?, ?> map = (Map<?, ?>) required(value);
      if (!map.isEmpty()) {
        out.writeInt(map.size());
        try {
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            key.encode(entry.getKey(), out);
            mapped.encode(entry.getValue(), out);
          }
        } catch (RuntimeException e) {
          // Keys are the user's data.
          throw Misfit.within("[]", e);
        }
      }
      out.writeInt(0);
    };
  }

  /** Bytes that are as long as the schema says. */
  static Encoder fixed(int size) {
    return (value, out) -> {
      Object bytes = required(value);
      int length = bytes instanceof byte[] array ? array.length : ((ByteBuffer) bytes).remaining();
      if (length != size) {
        throw new Misfit("the bytes are not as many as the schema says, which are " + size);
      }
      if (bytes instanceof byte[] array) {
        out.writeRaw(array);
      } else {
        out.writeRaw((ByteBuffer) bytes);
      }
    };
  }

  static Encoder symbol(List<String> symbols) {
    Map<String, Integer> numbers =
        IntStream.range(0, symbols.size())
            .boxed()
            .collect(Collectors.toUnmodifiableMap(symbols::get, i -> i));
    return (value, out) -> {
      Integer number = numbers.get((String) required(value));
      if (number == null) {
        throw new Misfit("the text is none of the enum's symbols");
      }
      out.writeInt(number);
    };
  }

  /**
   * A struct that stands for a union: of its fields, one for each branch, exactly one holds a
   * value.
   *
   * @param encoders the fields', which write their branches themselves
   */
  static Encoder union(List<Field> fields, List<Encoder> encoders) {
    return (value, out) -> {
      Struct struct = (Struct) required(value);
      int chosen = -1;
      for (int i = 0; i < fields.size(); i++) {
        if (held(struct, fields.get(i)) != null) {
          if (chosen >= 0) {
            throw new Misfit("a union's struct holds more than one value");
          }
          chosen = i;
        }
      }
      if (chosen < 0) {
        throw new Misfit("a union's struct holds no value");
      }
      encoders.get(chosen).encode(held(struct, fields.get(chosen)), out);
    };
  }

  private static @Nullable Object held(Struct struct, Field field) {
    return struct.getWithoutDefault(field.name());
  }
}
