package org.anabranch.sink.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.anabranch.model.column.JsonPath;
import org.anabranch.model.column.Paths;
import org.anabranch.model.column.Paths.Written;
import org.anabranch.model.version.ChangeId;
import org.jspecify.annotations.Nullable;

/** How a document is kept. docs/formats/columns.md says what the bytes mean. */
final class PathsBytes {

  static final StateBytes<Paths> PATHS = new StateBytes<>(PathsBytes::read, PathsBytes::write);

  private static final int NONE = 0;
  private static final int SAME = 1;
  private static final int ANOTHER = 2;

  private PathsBytes() {}

  private static void write(CellWriter out, Paths paths) {
    out.optionalChange(paths.anew());
    out.count(paths.written().size());
    for (Map.Entry<JsonPath, Written> written : paths.written().entrySet()) {
      Written at = written.getValue();
      path(out, written.getKey());
      out.change(at.by());
      out.optionalText(at.text());
      change(out, at.leaf(), at.by());
      change(out, at.something(), at.by());
    }
    out.count(paths.unsure().size());
    paths.unsure().forEach(path -> path(out, path));
  }

  private static void path(CellWriter out, JsonPath path) {
    out.count(path.names().size());
    path.names().forEach(out::text);
  }

  private static void change(CellWriter out, @Nullable ChangeId change, ChangeId by) {
    out.number(change == null ? NONE : change.equals(by) ? SAME : ANOTHER);
    if (change != null && !change.equals(by)) {
      out.change(change);
    }
  }

  private static Paths read(CellReader in) {
    ChangeId anew = in.optionalChange();
    SortedMap<JsonPath, Written> written = new TreeMap<>();
    for (int left = in.count(); left > 0; left--) {
      JsonPath path = path(in);
      ChangeId by = in.change();
      written.put(path, new Written(by, in.optionalText(), change(in, by), change(in, by)));
    }
    Set<JsonPath> unsure = new TreeSet<>();
    for (int left = in.count(); left > 0; left--) {
      unsure.add(path(in));
    }
    return new Paths(anew, written, unsure);
  }

  private static JsonPath path(CellReader in) {
    List<String> names = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      names.add(in.text());
    }
    return new JsonPath(names);
  }

  private static @Nullable ChangeId change(CellReader in, ChangeId by) {
    return switch (in.place(ANOTHER + 1)) {
      case NONE -> null;
      case SAME -> by;
      default -> in.change();
    };
  }
}
