package org.anabranch.store.postgres.value;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;

/** The vectors of pgvector. */
final class VectorText {

  private VectorText() {}

  static String dense(Object numbers) {
    return ((Collection<?>) numbers)
        .stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }

  static String sparse(Struct vector) {
    Map<?, ?> elements = vector.getMap("vector");
    return elements.entrySet().stream()
            .map(element -> element.getKey() + ":" + element.getValue())
            .collect(Collectors.joining(",", "{", "}/"))
        + vector.get("dimensions");
  }
}
