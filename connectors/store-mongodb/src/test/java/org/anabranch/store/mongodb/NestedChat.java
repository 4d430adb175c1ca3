package org.anabranch.store.mongodb;

import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.C;
import static org.anabranch.store.mongodb.DocumentChange.writes;

import java.util.Map;
import java.util.Objects;
import org.anabranch.store.mongodb.document.DocumentBytes;
import org.bson.BsonDocument;

/** A document with documents in it, and what two regions make of it. */
final class NestedChat {

  /** Settings of sinks that merge what is in its field {@code s} path by path. */
  static final Map<String, String> PATHS = Map.of("merge.columns", "shop.chats.s:json");

  static final String BASE = "{_id: 1, s: {x: 1, y: {p: 1, q: 1}}}";

  private NestedChat() {}

  static BsonDocument document(String json) {
    return BsonDocument.parse(json);
  }

  /** The first document, which both changes have seen. */
  static DocumentChange base() {
    return writes(B, 5, document(BASE)).inserting();
  }

  /** A change of one region. */
  static DocumentChange ofB(long stamp, String after) {
    return writes(B, stamp, document(after)).over(document(BASE));
  }

  /** A change of the other one. */
  static DocumentChange ofC(long stamp, String after) {
    return writes(C, stamp, document(after)).over(document(BASE)).saw(B, 5);
  }

  static byte[] bytes(FieldRegion region) {
    return DocumentBytes.of(Objects.requireNonNull(region.document()));
  }

  static byte[] bytes(String json) {
    return DocumentBytes.of(document(json));
  }
}
