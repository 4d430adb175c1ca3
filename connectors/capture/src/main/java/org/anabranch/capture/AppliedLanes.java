package org.anabranch.capture;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;
import org.jspecify.annotations.Nullable;

/** What is applied of one table, lane by lane. Immutable; its text is made once. */
final class AppliedLanes {

  static final AppliedLanes NONE = new AppliedLanes(Collections.emptyNavigableMap());

  private final NavigableMap<Integer, VersionVector> lanes;
  private @Nullable String text;

  private AppliedLanes(NavigableMap<Integer, VersionVector> lanes) {
    this.lanes = lanes;
  }

  VersionVector of(int lane) {
    return lanes.getOrDefault(lane, VersionVector.EMPTY);
  }

  /** These lanes with at least {@code stamp} applied; this very object where it is already. */
  AppliedLanes with(Origin origin, int lane, Stamp stamp) {
    VersionVector before = of(lane);
    VersionVector after = before.with(new ChangeId(origin, stamp));
    if (after.equals(before)) {
      return this;
    }
    NavigableMap<Integer, VersionVector> moved = new TreeMap<>(lanes);
    moved.put(lane, after);
    return new AppliedLanes(moved);
  }

  /** These lanes with all that others have applied. */
  AppliedLanes with(AppliedLanes others) {
    NavigableMap<Integer, VersionVector> merged = new TreeMap<>(lanes);
    others.lanes.forEach((lane, vector) -> merged.merge(lane, vector, VersionVector::join));
    return new AppliedLanes(merged);
  }

  /** {@code lane:origin=stamp,origin=stamp lane:…}, the stamps in hexadecimal. */
  String text() {
    String made = text;
    if (made == null) {
      made = write();
      text = made;
    }
    return made;
  }

  private String write() {
    StringBuilder out = new StringBuilder();
    lanes.forEach(
        (lane, vector) -> {
          out.append(out.length() == 0 ? "" : " ").append(lane);
          char[] separator = {':'};
          vector.forEach(
              (origin, stamp) -> {
                out.append(separator[0]).append(origin).append('=');
                out.append(Long.toHexString(stamp.bits()));
                separator[0] = ',';
              });
        });
    return out.toString();
  }

  /** Reads what {@link #text()} wrote. */
  static AppliedLanes parse(String text) {
    AppliedLanes read = NONE;
    for (String lane : text.split(" ", -1)) {
      int colon = lane.indexOf(':');
      int number = Integer.parseInt(lane, 0, colon, 10);
      for (String entry : lane.substring(colon + 1).split(",", -1)) {
        int equals = entry.indexOf('=');
        read =
            read.with(
                new Origin(entry.substring(0, equals)),
                number,
                new Stamp(Long.parseLong(entry, equals + 1, entry.length(), 16)));
      }
    }
    return read;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AppliedLanes that && lanes.equals(that.lanes);
  }

  @Override
  public int hashCode() {
    return lanes.hashCode();
  }
}
