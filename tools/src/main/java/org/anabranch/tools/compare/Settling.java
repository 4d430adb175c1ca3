package org.anabranch.tools.compare;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.anabranch.model.change.KeyHash;
import org.anabranch.tools.console.Waiting;
import org.anabranch.tools.database.CanonicalKeys;
import org.anabranch.tools.database.Key;
import org.jspecify.annotations.Nullable;

/**
 * Looks at differing rows again until each is the same on both sides, or has stood still for long
 * enough with nothing of it in flight, or patience ends.
 */
final class Settling {

  private final TableSide left;
  private final TableSide right;
  private final CanonicalKeys hashes;
  private final VersionTable leftVersions;
  private final VersionTable rightVersions;
  private final Scope scope;
  private final Patience patience;
  private final Waiting waiting;

  Settling(
      TableSide left,
      TableSide right,
      CanonicalKeys hashes,
      Scope scope,
      Patience patience,
      Waiting waiting)
      throws SQLException {
    this.left = left;
    this.right = right;
    this.hashes = hashes;
    this.scope = scope;
    this.patience = patience;
    this.waiting = waiting;
    this.leftVersions = new VersionTable(left.side().connection(), left.table().name());
    this.rightVersions = new VersionTable(right.side().connection(), left.table().name());
  }

  /** Empties the candidates; what remains of them are differences. */
  List<Difference> settle(Map<Key, Sighting> candidates) throws SQLException {
    long end = waiting.nanos() + patience.waitMax().toNanos();
    List<Difference> decided = new ArrayList<>();
    while (true) {
      Map<Key, Difference> undecided = look(candidates, decided);
      if (undecided.isEmpty()) {
        return decided;
      }
      if (waiting.nanos() - end >= 0) {
        decided.addAll(undecided.values());
        candidates.clear();
        return decided;
      }
      waiting.pause(patience.look());
    }
  }

  /** The version rows are read first: once they are gone, the rows have what they told of. */
  private Map<Key, Difference> look(Map<Key, Sighting> candidates, List<Difference> decided)
      throws SQLException {
    List<Key> keys = List.copyOf(candidates.keySet());
    Map<Key, KeyHash> known = hashes(keys);
    Map<KeyHash, Flight> flights = flights(known.values());
    Map<Key, String> leftRows = left.rows(keys);
    Map<Key, String> rightRows = right.rows(keys);
    Map<Key, Difference> undecided = new LinkedHashMap<>();
    Iterator<Map.Entry<Key, Sighting>> each = candidates.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Key, Sighting> candidate = each.next();
      Key key = candidate.getKey();
      Sighting now = new Sighting(leftRows.get(key), rightRows.get(key), waiting.nanos());
      Kind kind = now.kind(scope);
      if (kind == null) {
        each.remove();
        continue;
      }
      boolean still = now.isSameAs(candidate.getValue());
      if (!still) {
        candidate.setValue(now);
      }
      Flight flight = flight(known.get(key), flights);
      boolean settled = now.nanos() - candidate.getValue().nanos() >= patience.settle().toNanos();
      if (settled && flight.isDecided()) {
        each.remove();
        decided.add(new Difference(key, known.get(key), kind, flight, now.right()));
      } else {
        undecided.put(key, new Difference(key, known.get(key), kind, Flight.YES, now.right()));
      }
    }
    return undecided;
  }

  private Map<Key, KeyHash> hashes(List<Key> keys) {
    Map<Key, KeyHash> known = new HashMap<>();
    for (Key key : keys) {
      KeyHash hash = hashes.hash(key);
      if (hash != null) {
        known.put(key, hash);
      }
    }
    return known;
  }

  private Flight flight(@Nullable KeyHash hash, Map<KeyHash, Flight> flights) {
    boolean unknown = hash == null || !leftVersions.exists() || !rightVersions.exists();
    Flight found = hash == null ? null : flights.get(hash);
    return found != null ? found : unknown ? Flight.UNKNOWN : Flight.NO;
  }

  /** A key that is on its way in one region and quarantined in the other is on its way. */
  private Map<KeyHash, Flight> flights(Collection<KeyHash> hashes) throws SQLException {
    Map<KeyHash, Flight> found = new HashMap<>(leftVersions.of(hashes));
    rightVersions
        .of(hashes)
        .forEach((hash, flight) -> found.merge(hash, flight, (a, b) -> a == b ? a : Flight.YES));
    return found;
  }
}
