package org.anabranch.capture;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * before is an application's copy. Immutable; a function of the log.
 *
 * @param written the highest number of each writer
 * @param removing by which marks each writer may be about to delete documents
 */
public record MarkedWrites(Map<String, Long> written, Map<String, Removing> removing) {

  /**
   * The deletes of one writer that are merged, and perhaps not done.
   *
   * @param since the writer deletes nothing any more by lower numbers
   */
  public record Removing(long since, SortedSet<Long> marks) {

    static final Removing NONE = new Removing(0, Collections.emptySortedSet());

    public Removing {
      marks = Collections.unmodifiableSortedSet(new TreeSet<>(marks));
    }

    private Removing with(long number, long from) {
      long least = Math.max(since, from);
      TreeSet<Long> left = new TreeSet<>(marks);
      left.add(number);
      return new Removing(least, left.tailSet(least));
    }
  }

  private static final String VERSION = "1";
  private static final int PARTS = 3;

  public static final MarkedWrites NONE = new MarkedWrites(Map.of(), Map.of());

  public MarkedWrites {
    written = Map.copyOf(written);
    removing = Map.copyOf(removing);
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
    WriteId last = marker.last();
    return last.number() > written.getOrDefault(last.writer(), 0L);
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
    WriteId mark = going.mark();
    Removing ofWriter = removing.getOrDefault(mark.writer(), Removing.NONE);
    return ofWriter.marks().contains(mark.number()) ? going : null;
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    StringBuilder out = new StringBuilder(VERSION).append('|');
    new TreeMap<>(written)
        .forEach((writer, number) -> out.append(writer).append('=').append(number).append(','));
    out.append('|');
    new TreeMap<>(removing)
        .forEach(
            (writer, ofWriter) -> {
              out.append(writer).append('=').append(ofWriter.since());
              ofWriter.marks().forEach(mark -> out.append('+').append(mark));
              out.append(',');
            });
    return out.toString();
  }

  /**
   * Reads what {@link #text()} wrote.
   *
   * @throws IllegalArgumentException where this version of the plugin cannot read it
   */
  public static MarkedWrites parse(String text) {
    List<String> parts = List.of(text.split("\\|", -1));
    if (parts.size() != PARTS || !parts.get(0).equals(VERSION)) {
      throw new IllegalArgumentException(
          "What the source offset tells of the sink's marks has another format than "
              + VERSION
              + ": a newer plugin wrote it. Use that plugin, or a newer one");
    }
    Map<String, Long> written = new TreeMap<>();
    entries(parts.get(1)).forEach((name, value) -> written.put(name, Long.parseLong(value)));
    Map<String, Removing> removing = new TreeMap<>();
    entries(parts.get(2))
        .forEach(
            (name, value) -> {
              List<Long> numbers = Stream.of(value.split("\\+", -1)).map(Long::valueOf).toList();
              removing.put(
                  name,
                  new Removing(numbers.get(0), new TreeSet<>(numbers.subList(1, numbers.size()))));
            });
    return new MarkedWrites(written, removing);
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

  /** This with one more write of the sink's. */
  public MarkedWrites withWrite(WriteId write) {
    Map<String, Long> more = new TreeMap<>(written);
    more.merge(write.writer(), write.number(), Math::max);
    return new MarkedWrites(more, removing);
  }

  /**
   * This with one more delete of the sink's that is merged; one that is told again later changes
   * nothing.
   *
   * @param since the least number by which the same writer may delete a document yet
   */
  public MarkedWrites withRemoving(WriteId mark, long since) {
    Map<String, Removing> more = new TreeMap<>(removing);
    Removing before = more.getOrDefault(mark.writer(), Removing.NONE);
    more.put(mark.writer(), before.with(mark.number(), since));
    return new MarkedWrites(written, more);
  }
}
