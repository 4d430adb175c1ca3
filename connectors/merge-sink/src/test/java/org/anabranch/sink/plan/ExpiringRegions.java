package org.anabranch.sink.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.model.version.HybridClock;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.sink.store.NoteChange;
import org.anabranch.sink.store.VersionRow;
import org.jspecify.annotations.Nullable;

/**
 * Regions a and b whose notes say when they expire. Each sink judges the other region's changes by
 * its own clock when they come, as ExpireContext does, and lets its own pass; each region has the
 * job that deletes what has expired.
 */
final class ExpiringRegions {

  /**
   * What a region wrote.
   *
   * @param expiresAt null for a delete
   */
  private record Sent(
      Origin origin,
      long stamp,
      long saw,
      @Nullable Long sawOfKey,
      long position,
      long id,
      @Nullable Long expiresAt) {

    NoteChange change(Origin other, boolean asStub) {
      NoteChange change = NoteChange.by(origin, stamp).at(position);
      if (saw > 0) {
        change.saw(other, saw);
      }
      if (sawOfKey != null) {
        change.sawOfKey(other, sawOfKey);
      }
      if (expiresAt == null) {
        return change.deletes(id);
      }
      NoteChange written = change.writes(id, body(expiresAt, stamp));
      return asStub ? written.asStub() : written;
    }
  }

  /** A region and how far it has read. */
  private static final class Place {
    final MergingRegion region;
    final HybridClock clock = new HybridClock(Stamp.ZERO);
    final List<Sent> stream = new ArrayList<>();
    final Map<Origin, Integer> read = new HashMap<>();
    long skew;

    Place(Origin origin) {
      region = new MergingRegion(origin);
    }
  }

  private final Map<Origin, Place> places = new HashMap<>();
  private final int notes;
  private long now = 1;
  private int stubs;

  /**
   * New ones.
   *
   * @param notes how many notes there are at most
   */
  ExpiringRegions(int notes) {
    this.notes = notes;
    places.put(NoteChange.A, new Place(NoteChange.A));
    places.put(NoteChange.B, new Place(NoteChange.B));
  }

  private static String body(long expiresAt, long stamp) {
    return expiresAt + " by " + stamp;
  }

  private Place place(Origin origin) {
    return Objects.requireNonNull(places.get(origin));
  }

  private static Origin other(Origin origin) {
    return origin.equals(NoteChange.A) ? NoteChange.B : NoteChange.A;
  }

  MergingRegion region(Origin origin) {
    return place(origin).region;
  }

  void passes(long millis) {
    now += millis;
  }

  /** The clock by which a region judges is so much ahead. */
  void skewed(Origin origin, long ahead) {
    place(origin).skew = ahead;
  }

  /** How many changes were expired when they came. */
  int stubs() {
    return stubs;
  }

  /** The application writes a note, to live so long from now. */
  void writes(Origin origin, long id, long millis) {
    long expiresAt = now + millis;
    Place place = place(origin);
    long stamp = place.clock.tick(now).bits();
    Long seenOfKey = seenOfKey(place, id, origin);
    long position = place.region.saves(id, body(expiresAt, stamp));
    send(place, origin, stamp, seenOfKey, position, id, expiresAt);
  }

  private void deletes(Origin origin, long id) {
    Place place = place(origin);
    long stamp = place.clock.tick(now).bits();
    Long seenOfKey = seenOfKey(place, id, origin);
    send(place, origin, stamp, seenOfKey, place.region.removes(id), id, null);
  }

  private void send(
      Place place,
      Origin origin,
      long stamp,
      @Nullable Long sawOfKey,
      long position,
      long id,
      @Nullable Long expiresAt) {
    place.stream.add(
        new Sent(origin, stamp, saw(place, origin), sawOfKey, position, id, expiresAt));
  }

  private long saw(Place place, Origin origin) {
    int read = place.read.getOrDefault(other(origin), 0);
    return read == 0 ? 0 : place(other(origin)).stream.get(read - 1).stamp();
  }

  /** A capture's own rule for keys whose winner the region does not show. */
  private static @Nullable Long seenOfKey(Place place, long id, Origin own) {
    VersionRow version = place.region.version(id);
    if (version == null || !version.hidden()) {
      return null;
    }
    var winner = Objects.requireNonNull(version.version().winner());
    return winner.origin().equals(own) ? null : winner.stamp().bits() - 1;
  }

  /** A sink reads the next change of a stream; whether there was one. */
  boolean reads(Origin reader, Origin stream) {
    Place place = place(reader);
    int next = place.read.getOrDefault(stream, 0);
    if (next >= place(stream).stream.size()) {
      return false;
    }
    Sent sent = place(stream).stream.get(next);
    boolean expired =
        !stream.equals(reader) && sent.expiresAt() != null && sent.expiresAt() < now + place.skew;
    stubs += expired ? 1 : 0;
    place.region.merge(sent.change(other(sent.origin()), expired));
    place.clock.observe(new Stamp(sent.stamp()));
    place.read.put(stream, next + 1);
    return true;
  }

  /** Everything arrives. */
  void settle() {
    boolean more = true;
    while (more) {
      more = false;
      for (Origin reader : places.keySet()) {
        boolean first = reads(reader, NoteChange.A);
        boolean second = reads(reader, NoteChange.B);
        more = more || first || second;
      }
    }
  }

  /** The job of one region; how many rows it deleted. */
  int removesExpired(Origin origin) {
    int removed = 0;
    for (long id = 1; id <= notes; id++) {
      String body = region(origin).body(id);
      if (body != null && Long.parseLong(body.substring(0, body.indexOf(' '))) < now) {
        deletes(origin, id);
        removed++;
      }
    }
    return removed;
  }

  /** Where the regions differ, and keys whose winner one of them does not show. */
  List<String> differences() {
    List<String> found = new ArrayList<>();
    for (long id = 1; id <= notes; id++) {
      String a = region(NoteChange.A).body(id);
      String b = region(NoteChange.B).body(id);
      if (!Objects.equals(a, b)) {
        found.add("%d: %s in a, %s in b".formatted(id, a, b));
      }
      for (Origin origin : places.keySet()) {
        VersionRow version = region(origin).version(id);
        if (version != null && version.hidden()) {
          found.add("%d: hidden in %s".formatted(id, origin));
        }
      }
    }
    return found;
  }
}
