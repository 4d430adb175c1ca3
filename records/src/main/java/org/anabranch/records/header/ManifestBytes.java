package org.anabranch.records.header;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.anabranch.records.bytes.ByteWriter;
import org.anabranch.records.header.Manifest.InStore;
import org.anabranch.records.header.Manifest.InTopic;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a {@link Manifest}: tagged fields and a checksum, as of changes.
 * docs/formats/segments.md is the registry of tags, with test vectors.
 */
final class ManifestBytes {

  private static final int PLACE = 1;
  private static final int SHA256 = 2;
  private static final int BYTES = 3;
  private static final int TOPIC = 4;
  private static final int PARTS_TOPIC = 5;
  private static final int PARTITION = 6;
  private static final int PARTS = 7;
  private static final int WRITTEN_AT = 8;

  private static final int IN_TOPIC = 1;
  private static final int IN_STORE = 2;

  private static final int EXPECTED_SIZE = 128;
  private static final int SHA256_BYTES = 32;
  private static final Interned<String> NAMES = new Interned<>(name -> name);
  private static final HexFormat HEX = HexFormat.of();

  private int place;
  private @Nullable String sha256;
  private long bytes;
  private @Nullable String topic;
  private @Nullable String partsTopic;
  private int partition = -1;
  private int parts;
  private long writtenAtMillis = -1;

  private ManifestBytes() {}

  static byte[] write(Manifest manifest) {
    ByteWriter out = new ByteWriter(EXPECTED_SIZE);
    ChangeBytes.number(out, PLACE, manifest.place() instanceof InTopic ? IN_TOPIC : IN_STORE);
    out.varint(SHA256);
    out.varint(SHA256_BYTES);
    out.bytes(HEX.parseHex(manifest.sha256()));
    ChangeBytes.number(out, BYTES, manifest.bytes());
    if (manifest.place() instanceof InTopic in) {
      ChangeBytes.text(out, TOPIC, in.topic());
      ChangeBytes.text(out, PARTS_TOPIC, in.partsTopic());
      ChangeBytes.number(out, PARTITION, in.partition());
      ChangeBytes.number(out, PARTS, in.parts());
      ChangeBytes.number(out, WRITTEN_AT, in.writtenAtMillis());
    }
    out.int32(out.checksum());
    return out.toBytes();
  }

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException where the bytes are damaged or of a newer format
   */
  static Manifest read(byte[] bytes) {
    FieldReader in = new FieldReader(bytes, 0, ChangeBytes.checkedEnd(bytes));
    ManifestBytes fields = new ManifestBytes();
    int previous = 0;
    while (in.next()) {
      if (in.tag() <= previous && in.tag() < Tags.FIRST_IGNORABLE) {
        throw new IllegalArgumentException("field " + in.tag() + " comes twice or out of order");
      }
      previous = in.tag();
      fields.take(in);
    }
    return fields.toManifest();
  }

  private void take(FieldReader in) {
    switch (in.tag()) {
      case PLACE -> place = in.intNumber();
      case SHA256 -> sha256 = hex(in.fixed(SHA256_BYTES / Long.BYTES));
      case BYTES -> bytes = in.number();
      case TOPIC -> topic = in.interned(NAMES);
      case PARTS_TOPIC -> partsTopic = in.interned(NAMES);
      case PARTITION -> partition = in.intNumber();
      case PARTS -> parts = in.intNumber();
      case WRITTEN_AT -> writtenAtMillis = in.number();
      default -> {
        if (in.tag() < Tags.FIRST_IGNORABLE) {
          throw new IllegalArgumentException(
              "field " + in.tag() + " is not known here; upgrade this plugin");
        }
      }
    }
  }

  private static String hex(ByteBuffer hash) {
    byte[] octets = new byte[SHA256_BYTES];
    hash.get(octets);
    return HEX.formatHex(octets);
  }

  private Manifest toManifest() {
    return new Manifest(sha256 == null ? "" : sha256, bytes, toPlace());
  }

  private Manifest.Place toPlace() {
    if (place == IN_STORE) {
      return new InStore();
    }
    if (place != IN_TOPIC) {
      throw new IllegalArgumentException(
          "place " + place + " is not known here; upgrade this plugin");
    }
    if (topic == null || partsTopic == null) {
      throw new IllegalArgumentException("the topic of the parts is missing");
    }
    return new InTopic(topic, partsTopic, partition, parts, writtenAtMillis);
  }
}
