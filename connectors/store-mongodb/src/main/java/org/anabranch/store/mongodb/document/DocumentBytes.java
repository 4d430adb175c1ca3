package org.anabranch.store.mongodb.document;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.anabranch.records.document.DocumentId;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** A document's bytes, by which one is told from another: types and the order of fields count. */
public final class DocumentBytes {

  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private DocumentBytes() {}

  /** The document in BSON with its {@code _id} first, as collections hold it. */
  public static byte[] of(BsonDocument document) {
    try (BasicOutputBuffer out = new BasicOutputBuffer();
        BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
      CODEC.encode(writer, idFirst(document), EncoderContext.builder().build());
      return out.toByteArray();
    }
  }

  /**
   * What stands for a row's last writer, which MongoDB does not keep: the first 8 bytes of the
   * SHA-256 of its content. Two writes of the same content are not told apart.
   */
  public static long mark(BsonDocument document) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(of(document))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  private static BsonDocument idFirst(BsonDocument document) {
    BsonValue id = document.get(DocumentId.FIELD);
    if (id == null || document.getFirstKey().equals(DocumentId.FIELD)) {
      return document;
    }
    BsonDocument ordered = new BsonDocument(DocumentId.FIELD, id);
    for (Map.Entry<String, BsonValue> field : document.entrySet()) {
      ordered.putIfAbsent(field.getKey(), field.getValue());
    }
    return ordered;
  }
}
