package org.anabranch.sink.single;

import java.util.List;
import java.util.Optional;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.DocumentMarker;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.records.document.MarkedKey;
import org.anabranch.records.view.RecordView;
import org.anabranch.sink.plan.Strategy;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Conflict;
import org.anabranch.sink.store.Conflict.Version;
import org.jspecify.annotations.Nullable;

/** What is recorded of the conflicts that a merge of one key has found. */
record KeyConflicts(
    SingleSetting setting, Strategy strategy, MarkedKey key, List<Arrival> arrivals) {

  List<Conflict> of(KeyFold fold, KeyRead read) {
    return fold.clashes().stream()
        .map(
            clash ->
                new Conflict(
                    brought(clash.loser())
                        .or(() -> brought(clash.winner()))
                        .orElse(arrivals.get(0)),
                    side(clash.winner(), read.document()),
                    side(clash.loser(), read.document()),
                    strategy.name(),
                    strategy.verdict(),
                    null))
        .toList();
  }

  private Optional<Arrival> brought(ChangeId id) {
    return arrivals.stream().filter(arrival -> arrival.change().id().equals(id)).findFirst();
  }

  private Version side(ChangeId id, FoundDocument document) {
    return brought(id)
        .<Version>map(arrival -> new Version.Brought(id, arrival))
        .orElseGet(() -> found(id, document));
  }

  /** Of a change that came before, the content only where the document shows it. */
  private Version found(ChangeId id, FoundDocument document) {
    DocumentMarker marker = MarkedDocument.marker(document.state(), key);
    boolean shown =
        marker != null
            && id.equals(marker.winner())
            && MarkedDocument.asTheSinkLeftIt(document.state(), key);
    return new Version.Found(id, Stamp.ZERO, shown ? told(document.whole()) : null, shown);
  }

  private @Nullable String told(@Nullable RecordView whole) {
    return whole == null ? null : setting.texts().told(whole);
  }
}
