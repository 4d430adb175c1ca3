package org.anabranch.records.document;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.TableName;
import org.anabranch.model.change.WriteId;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.DocumentMarker.Going;
import org.anabranch.records.header.VectorBytes;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * How a marker lies in a document: in the field {@code _anabranch}. What lies there and is no
 * marker of a known format is the application's.
 */
public final class MarkedForm {

  /** The field of the first level. */
  public static final String FIELD = "_anabranch";

  private static final String FORMAT = "format";
  private static final int FORMAT_1 = 1;
  private static final int CONTENT_BYTES = 16;

  /** All that a marker can consist of: what has anything else is none. */
  private static final Set<String> PARTS =
      Set.of(
          FORMAT, "region", "schema", "table", "key", "vector", "last", "winner", "content",
          "written", "going");

  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private MarkedForm() {}

  /** What the merge looks at of a document. */
  public static MarkedDocument read(BsonDocument document) {
    return new MarkedDocument(content(withoutMarker(document)), marker(document.get(FIELD)));
  }

  /**
   * Whether a document has a field of the marker's name that is none, so that it is lost where a
   * marker is written.
   */
  public static boolean isTaken(BsonDocument document) {
    return document.containsKey(FIELD) && marker(document.get(FIELD)) == null;
  }

  /** A document without its marker; itself where it has none. */
  public static BsonDocument withoutMarker(BsonDocument document) {
    if (marker(document.get(FIELD)) == null) {
      return document;
    }
    BsonDocument without = new BsonDocument();
    document.forEach(
        (name, value) -> {
          if (!name.equals(FIELD)) {
            without.append(name, value);
          }
        });
    return without;
  }

  /** A document with a marker in place of the one that it may have. */
  public static BsonDocument with(BsonDocument document, DocumentMarker marker) {
    BsonDocument with = new BsonDocument();
    withoutMarker(document).forEach(with::append);
    return with.append(FIELD, write(marker));
  }

  /**
   * What stands for the content of a document that has no marker, without its key: the first bytes
   * of the SHA-256 of its BSON. Types and the order of fields count.
   */
  public static String content(BsonDocument document) {
    BsonDocument content = new BsonDocument();
    document.forEach(
        (name, value) -> {
          if (!name.equals(DocumentId.FIELD)) {
            content.append(name, value);
          }
        });
    ByteBuffer bytes = new RawBsonDocument(content, CODEC).getByteBuffer().asNIO();
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes);
      return HexFormat.of().formatHex(sha256.digest(), 0, CONTENT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  private static BsonDocument write(DocumentMarker marker) {
    BsonDocument written =
        new BsonDocument(FORMAT, new BsonInt32(FORMAT_1))
            .append("region", new BsonString(marker.of().region().name()))
            .append("schema", new BsonString(marker.of().table().schema()))
            .append("table", new BsonString(marker.of().table().table()))
            .append("key", new BsonBinary(marker.of().key().bytes()))
            .append("vector", new BsonBinary(VectorBytes.write(marker.vector())))
            .append("last", write(marker.last()));
    ChangeId winner = marker.winner();
    String content = marker.content();
    WriteId write = marker.written();
    if (winner != null && content != null && write != null) {
      written
          .append("winner", write(winner))
          .append("content", new BsonString(content))
          .append("written", write(write));
    }
    Going going = marker.going();
    if (going != null) {
      written.append(
          "going",
          new BsonDocument("winner", write(going.winner()))
              .append("content", new BsonString(going.content()))
              .append("mark", write(going.mark())));
    }
    return written;
  }

  private static BsonDocument write(ChangeId id) {
    return new BsonDocument("origin", new BsonString(id.origin().name()))
        .append("stamp", new BsonInt64(id.stamp().bits()));
  }

  /** The name of a write as a document of its own. */
  public static BsonDocument write(WriteId write) {
    return new BsonDocument("writer", new BsonString(write.writer()))
        .append("number", new BsonInt64(write.number()));
  }

  /** Reads the name of a write. */
  public static WriteId writeId(BsonDocument write) {
    return new WriteId(write.getString("writer").getValue(), write.getNumber("number").longValue());
  }

  private static @Nullable DocumentMarker marker(@Nullable BsonValue field) {
    if (field == null || !field.isDocument()) {
      return null;
    }
    try {
      return marker(field.asDocument());
    } catch (BsonInvalidOperationException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable DocumentMarker marker(BsonDocument field) {
    boolean shows = field.containsKey("winner");
    if (!PARTS.containsAll(field.keySet())
        || field.getNumber(FORMAT, new BsonInt32(0)).doubleValue() != FORMAT_1
        || field.containsKey("content") != shows
        || field.containsKey("written") != shows) {
      return null;
    }
    BsonValue going = field.get("going");
    return new DocumentMarker(
        new MarkedKey(
            new Origin(field.getString("region").getValue()),
            new TableName(
                field.getString("schema").getValue(), field.getString("table").getValue()),
            KeyHash.of(field.getBinary("key").getData())),
        shows ? changeId(field.getDocument("winner")) : null,
        VectorBytes.read(field.getBinary("vector").getData()),
        shows ? field.getString("content").getValue() : null,
        shows ? writeId(field.getDocument("written")) : null,
        writeId(field.getDocument("last")),
        going == null ? null : going(going.asDocument()));
  }

  private static Going going(BsonDocument going) {
    return new Going(
        changeId(going.getDocument("winner")),
        going.getString("content").getValue(),
        writeId(going.getDocument("mark")));
  }

  private static ChangeId changeId(BsonDocument id) {
    return new ChangeId(
        new Origin(id.getString("origin").getValue()),
        new Stamp(id.getNumber("stamp").longValue()));
  }
}
