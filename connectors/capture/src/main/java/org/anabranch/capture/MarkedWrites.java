package org.anabranch.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.anabranch.model.change.WriteId;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.DocumentMarker.Going;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.jspecify.annotations.Nullable;

/**
 * What a capture has to remember to tell the sink's writes from an application's where only the
 * documents tell (docs/decisions/031). A writer's numbers rise, so a marker whose number was seen
 * before is an application's copy. Immutable; a function of the log. It grows with the writers that
 * there ever were, and not with what they write.
 */
public final class MarkedWrites {

  private static final String VERSION = "2";

  /** Had each mark by itself. */
  private static final String VERSION_1 = "1";

  private static final int PARTS_1 = 3;

  public static final MarkedWrites NONE = new MarkedWrites(Map.of());

  private final Map<String, WriterMarks> writers;

  private MarkedWrites(Map<String, WriterMarks> writers) {
    this.writers = Map.copyOf(writers);
  }

  private WriterMarks of(WriteId write) {
    return writers.getOrDefault(write.writer(), WriterMarks.NONE);
  }

  private MarkedWrites with(WriteId write, WriterMarks marks) {
    Map<String, WriterMarks> more = new HashMap<>(writers);
    more.put(write.writer(), marks);
    return new MarkedWrites(more);
  }

  /**
   * Whether the sink has written a document, so that its marker is a new one.
   *
   * @param before the document before the write; null where there was none
   * @param after the document after it; null where it is gone
   */
  public boolean writes(
      @Nullable MarkedDocument before, @Nullable MarkedDocument after, MarkedKey key) {
    DocumentMarker marker = MarkedDocument.marker(after, key);
    DocumentMarker old = MarkedDocument.marker(before, key);
    if (marker == null || (old != null && old.last().equals(marker.last()))) {
      return false;
    }
    return marker.last().number() > of(marker.last()).last();
  }

  /**
   * By which mark the sink has deleted a document, or an application did exactly what the sink was
   * bound to do; nobody can tell, and it makes no difference. Null where it is an application's, or
   * the document is there.
   */
  public @Nullable Going deletes(
      @Nullable MarkedDocument before, @Nullable MarkedDocument after, MarkedKey key) {
    Going going = MarkedDocument.going(before, key);
    if (after != null || going == null) {
      return null;
    }
    return of(going.mark()).removing().contains(going.mark().number()) ? going : null;
  }

  /**
   * This with one more write of the sink's.
   *
   * @param after the marker that it has left
   */
  public MarkedWrites withWrite(DocumentMarker after) {
    WriteId write = after.last();
    Going going = after.going();
    boolean mark = going != null && going.mark().equals(write);
    return with(write, of(write).wrote(write.number(), mark));
  }

  /**
   * This with one more delete of the sink's that is merged; one that is told again later changes
   * nothing.
   *
   * @param since the least number by which the same writer may delete a document yet
   */
  public MarkedWrites withRemoving(WriteId mark, long since) {
    return with(mark, of(mark).removes(mark.number(), since));
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    StringBuilder out = new StringBuilder(VERSION).append('|');
    new TreeMap<>(writers)
        .forEach((name, marks) -> out.append(name).append('=').append(marks.text()).append(','));
    return out.toString();
  }

  /**
   * Reads what {@link #text()} wrote, or wrote once.
   *
   * @throws IllegalArgumentException where this version of the plugin cannot read it
   */
  public static MarkedWrites parse(String text) {
    List<String> parts = List.of(text.split("\\|", -1));
    if (parts.get(0).equals(VERSION) && parts.size() == 2) {
      Map<String, WriterMarks> writers = new HashMap<>();
      entries(parts.get(1)).forEach((name, marks) -> writers.put(name, WriterMarks.parse(marks)));
      return new MarkedWrites(writers);
    } else if (parts.get(0).equals(VERSION_1) && parts.size() == PARTS_1) {
      return version1(entries(parts.get(1)), entries(parts.get(2)));
    }
    throw new IllegalArgumentException(
        "What the source offset tells of the sink's marks has another format than "
            + VERSION
            + ": a newer plugin wrote it. Use that plugin, or a newer one");
  }

  /**
   * The first format.
   *
   * @param written the highest number of each writer
   * @param removing since which number each deletes, and by which marks
   */
  private static MarkedWrites version1(Map<String, String> written, Map<String, String> removing) {
    Map<String, WriterMarks> writers = new HashMap<>();
    written.forEach(
        (name, last) ->
            writers.put(name, new WriterMarks(Long.parseLong(last), 0, NumberRuns.NONE)));
    removing.forEach(
        (name, numbers) -> {
          List<Long> all = Stream.of(numbers.split("\\+", -1)).map(Long::valueOf).toList();
          WriterMarks marks = writers.getOrDefault(name, WriterMarks.NONE);
          for (long mark : all.subList(1, all.size())) {
            marks = marks.removes(mark, all.get(0));
          }
          writers.put(name, marks);
        });
    return new MarkedWrites(writers);
  }

  private static Map<String, String> entries(String part) {
    Map<String, String> entries = new TreeMap<>();
    for (String entry : part.split(",", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        entries.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return entries;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MarkedWrites marks && writers.equals(marks.writers);
  }

  @Override
  public int hashCode() {
    return writers.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
