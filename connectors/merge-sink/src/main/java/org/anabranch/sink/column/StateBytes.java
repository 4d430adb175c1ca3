package org.anabranch.sink.column;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.anabranch.model.column.Contributions;
import org.anabranch.model.column.Elements;
import org.anabranch.model.column.Elements.Element;
import org.anabranch.model.column.Writes;
import org.anabranch.model.column.Writes.Write;
import org.anabranch.model.version.ChangeId;

/**
 * How a merge's state is kept. docs/formats/columns.md says what the bytes mean.
 *
 * @param <S> the state
 */
record StateBytes<S>(Function<CellReader, S> read, BiConsumer<CellWriter, S> write) {

  static final StateBytes<Contributions<BigDecimal>> NUMBERS =
      contributions(
          in -> new BigDecimal(in.text()), (out, number) -> out.text(number.toPlainString()));

  static final StateBytes<Contributions<String>> TEXTS =
      contributions(CellReader::text, CellWriter::text);

  static final StateBytes<Writes<String>> WRITES =
      new StateBytes<>(StateBytes::readWrites, StateBytes::writeWrites);

  static final StateBytes<Elements<String>> ELEMENTS =
      new StateBytes<>(StateBytes::readElements, StateBytes::writeElements);

  private static <V> StateBytes<Contributions<V>> contributions(
      Function<CellReader, V> read, BiConsumer<CellWriter, V> write) {
    return new StateBytes<>(
        in ->
            new Contributions<>(
                in.vector(),
                in.flag(),
                in.flag() ? read.apply(in) : null,
                in.vector(),
                in.byChange(id -> read.apply(in))),
        (out, state) -> {
          out.vector(state.taken());
          out.flag(state.anew());
          V settled = state.settled();
          out.flag(settled != null);
          if (settled != null) {
            write.accept(out, settled);
          }
          out.vector(state.included());
          out.byChange(state.live(), value -> write.accept(out, value));
        });
  }

  private static Writes<String> readWrites(CellReader in) {
    return new Writes<>(in.vector(), in.byChange(id -> new Write<>(id, in.optionalText())));
  }

  private static void writeWrites(CellWriter out, Writes<String> state) {
    out.vector(state.seen());
    out.byChange(state.last(), write -> out.optionalText(write.value()));
  }

  private static Elements<String> readElements(CellReader in) {
    return new Elements<>(in.vector(), in.flag(), touched(in));
  }

  private static SortedMap<String, Element> touched(CellReader in) {
    SortedMap<String, Element> touched = new TreeMap<>();
    for (int left = in.count(); left > 0; left--) {
      String element = in.text();
      Set<ChangeId> added = new TreeSet<>();
      for (int ids = in.count(); ids > 0; ids--) {
        added.add(in.change());
      }
      touched.put(element, new Element(added, in.vector(), in.flag()));
    }
    return touched;
  }

  private static void writeElements(CellWriter out, Elements<String> state) {
    out.vector(state.taken());
    out.flag(state.anew());
    out.count(state.touched().size());
    for (Map.Entry<String, Element> touched : state.touched().entrySet()) {
      out.text(touched.getKey());
      out.count(touched.getValue().added().size());
      touched.getValue().added().forEach(out::change);
      out.vector(touched.getValue().removed());
      out.flag(touched.getValue().settled());
    }
  }
}
