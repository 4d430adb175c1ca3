package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.column.Entries;
import org.anabranch.model.column.Entries.Rewrite;
import org.anabranch.model.column.Entries.Said;
import org.anabranch.model.version.ChangeId;

/**
 * How a history is kept: each text once, whoever's list it is in. docs/formats/columns.md says what
 * the bytes mean.
 */
final class EntriesBytes {

  static final StateBytes<Entries> ENTRIES =
      new StateBytes<>(EntriesBytes::read, (out, entries) -> new EntriesBytes(out).write(entries));

  private final CellWriter out;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  private EntriesBytes(CellWriter out) {
    this.out = out;
  }

  private void write(Entries entries) {
    out.vector(entries.taken());
    out.vector(entries.anew());
    out.optionalChange(entries.deleted());
    for (Said said : entries.said().values()) {
      said.added().forEach(this::place);
      Rewrite rewrite = said.rewrite();
      if (rewrite != null) {
        rewrite.before().forEach(this::place);
        rewrite.after().forEach(this::place);
      }
    }
    out.count(texts.size());
    texts.forEach(out::text);
    out.byChange(entries.said(), this::write);
    out.count(entries.behind().size());
    entries.behind().forEach(out::change);
    out.number(entries.start() + 1L);
    out.flag(entries.unsure());
  }

  private void write(Said said) {
    list(said.added());
    Rewrite rewrite = said.rewrite();
    out.flag(rewrite != null);
    if (rewrite != null) {
      out.vector(rewrite.past());
      list(rewrite.before());
      list(rewrite.after());
    }
  }

  private void list(List<String> list) {
    out.count(list.size());
    list.forEach(text -> out.number(place(text)));
  }

  private int place(String text) {
    return places.computeIfAbsent(
        text,
        absent -> {
          texts.add(absent);
          return texts.size() - 1;
        });
  }

  private static Entries read(CellReader in) {
    var taken = in.vector();
    var anew = in.vector();
    ChangeId deleted = in.optionalChange();
    List<String> texts = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      texts.add(in.text());
    }
    SortedMap<ChangeId, Said> said = new TreeMap<>(in.byChange(id -> said(in, texts)));
    Set<ChangeId> behind = new TreeSet<>();
    for (int left = in.count(); left > 0; left--) {
      behind.add(in.change());
    }
    int start = (int) Math.min(in.number(), Integer.MAX_VALUE) - 1;
    return new Entries(taken, anew, deleted, said, behind, start, in.flag());
  }

  private static Said said(CellReader in, List<String> texts) {
    List<String> added = list(in, texts);
    return new Said(
        added, in.flag() ? new Rewrite(in.vector(), list(in, texts), list(in, texts)) : null);
  }

  private static List<String> list(CellReader in, List<String> texts) {
    List<String> list = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      list.add(texts.get(in.place(texts.size())));
    }
    return list;
  }
}
