package org.anabranch.capture;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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

  public static final MarkedWrites NONE = new MarkedWrites(Map.of(), Map.of());

  public MarkedWrites {
    written = Map.copyOf(written);
    removing = Map.copyOf(removing);
  }

  /**
   * Whether the sink has written a document.
   *
   * @param after the document after the write; null where it is gone
   */
  public boolean writes(@Nullable MarkedDocument after, MarkedKey key) {
    DocumentMarker marker = MarkedDocument.marker(after, key);
    if (marker == null) {
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
