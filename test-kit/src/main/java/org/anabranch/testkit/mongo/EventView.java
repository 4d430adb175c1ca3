package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Locale;
import org.anabranch.testkit.mongo.ChangeEvent.Change;
import org.anabranch.testkit.mongo.ChangeEvent.Kind;
import org.jspecify.annotations.Nullable;

/** How a change stream shows an event, by the images that it was opened with. */
final class EventView {
  private static final BinData NOBODY = new BinData(new byte[32]);

  private final Storage storage;
  private final Images after;
  private final Images before;

  /** The values of {@code fullDocument} and {@code fullDocumentBeforeChange}. */
  private enum Images {
    DEFAULT,
    OFF,
    UPDATELOOKUP,
    WHENAVAILABLE,
    REQUIRED;

    static Images of(@Nullable Object option) {
      return option == null ? DEFAULT : valueOf(option.toString().toUpperCase(Locale.ROOT));
    }
  }

  EventView(Storage storage, Document spec) {
    this.storage = storage;
    this.after = Images.of(spec.get("fullDocument"));
    this.before = Images.of(spec.get("fullDocumentBeforeChange"));
  }

  Document show(ChangeEvent event) {
    Change change = event.change();
    Document shown = head(event, change.kind().name().toLowerCase(Locale.ROOT));
    if (change.kind() == Kind.INSERT || change.kind() == Kind.REPLACE) {
      shown.append("fullDocument", clone(change.after()));
    } else if (change.kind() == Kind.UPDATE && after != Images.DEFAULT) {
      shown.append("fullDocument", afterUpdate(change));
    }
    Namespace namespace = event.namespace();
    shown.append(
        "ns", new Document("db", namespace.database()).append("coll", namespace.collection()));
    TransactionId transaction = event.transaction();
    if (transaction != null) {
      shown
          .append("lsid", new Document("id", transaction.session()).append("uid", NOBODY))
          .append("txnNumber", transaction.number());
    }
    if (change.kind() == Kind.DROP) {
      return shown;
    }
    shown.append("documentKey", new Document("_id", change.id().value()));
    if (change.kind() == Kind.UPDATE && change.before() != null && change.after() != null) {
      shown.append("updateDescription", Difference.between(change.before(), change.after()));
    }
    if (change.kind() != Kind.INSERT && before != Images.DEFAULT && before != Images.OFF) {
      shown.append("fullDocumentBeforeChange", recorded(before, change, change.before()));
    }
    return shown;
  }

  /** What ends the stream of a collection that was dropped. */
  Document invalidation(ChangeEvent drop) {
    return head(drop, "invalidate");
  }

  private static Document head(ChangeEvent event, String operation) {
    return new Document("_id", new Document("_data", event.token()))
        .append("operationType", operation)
        .append("clusterTime", event.time())
        .append("wallTime", event.wall());
  }

  private @Nullable Document afterUpdate(Change change) {
    return after == Images.UPDATELOOKUP
        ? clone(storage.committed(change.id()))
        : recorded(after, change, change.after());
  }

  private static @Nullable Document recorded(
      Images images, Change change, @Nullable Document image) {
    if (!change.images() && images == Images.REQUIRED) {
      throw new ServerError(
          47,
          "NoMatchingDocument",
          "The change stream requires an image that was not recorded",
          "NonResumableChangeStreamError");
    }
    return change.images() ? clone(image) : null;
  }

  private static @Nullable Document clone(@Nullable Document document) {
    return document == null ? null : document.cloneDeeply();
  }
}
