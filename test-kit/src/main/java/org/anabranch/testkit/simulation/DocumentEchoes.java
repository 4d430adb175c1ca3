package org.anabranch.testkit.simulation;

import java.util.Map;
import java.util.TreeMap;
import org.anabranch.model.version.Origin;
import org.anabranch.testkit.simulation.DocumentEvent.Changed;
import org.anabranch.testkit.simulation.DocumentMarker.Going;
import org.anabranch.testkit.simulation.DocumentMarker.Nonce;
import org.jspecify.annotations.Nullable;

/**
 * What a capture has to remember to tell the sink's writes from an application's. A writer's
 * numbers rise, so a marker whose number was seen before is an application's copy; and a writer
 * deletes one document at a time. Immutable; a function of the log.
 *
 * @param written the highest number of each writer
 * @param removing the mark of each writer's last delete that is merged
 */
record DocumentEchoes(Map<String, Long> written, Map<String, Long> removing) {

  static final DocumentEchoes NONE = new DocumentEchoes(Map.of(), Map.of());

  /** Whether the sink has written a document. */
  boolean writes(Changed event, Origin region) {
    DocumentMarker marker = DocumentState.marker(event.after(), region, event.key());
    if (marker == null) {
      return false;
    }
    Nonce last = marker.last();
    return last.number() > written.getOrDefault(last.writer(), 0L);
  }

  /**
   * By which mark the sink has deleted a document, or an application did exactly what the sink was
   * bound to do; nobody can tell, and it makes no difference. Null where it is an application's.
   */
  @Nullable Going deletes(Changed event, Origin region) {
    Going going = DocumentState.going(event.before(), region, event.key());
    if (event.after() != null || going == null) {
      return null;
    }
    Nonce nonce = going.nonce();
    return removing.getOrDefault(nonce.writer(), 0L) == nonce.number() ? going : null;
  }

  DocumentEchoes withWrite(Nonce nonce) {
    return new DocumentEchoes(with(written, nonce), removing);
  }

  DocumentEchoes withRemoving(Nonce nonce) {
    return new DocumentEchoes(written, with(removing, nonce));
  }

  private static Map<String, Long> with(Map<String, Long> known, Nonce nonce) {
    Map<String, Long> with = new TreeMap<>(known);
    with.merge(nonce.writer(), nonce.number(), Math::max);
    return with;
  }
}
