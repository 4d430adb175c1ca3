package org.anabranch.transforms.encrypt;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.anabranch.transforms.rows.RecordPart;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A program that encrypts and decrypts values and fails in all the ways there are, logs all it can,
 * and prints whatever it is told: messages, traces, metrics, texts of objects.
 */
final class MarkedRun {

  static final String MARKER = "MARKER-4711-0815-9";
  static final String DONE = "all was tried";
  static final String LOGGED = "this is logged at TRACE";

  private static final Schema ITEM =
      SchemaBuilder.struct().optional().field("text", Schema.OPTIONAL_STRING_SCHEMA).build();
  private static final Schema ROW =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("person", Schema.OPTIONAL_STRING_SCHEMA)
          .field("email", Schema.OPTIONAL_STRING_SCHEMA)
          .field("digits", Schema.STRING_SCHEMA)
          .field("photo", Schema.OPTIONAL_BYTES_SCHEMA)
          .field("items", SchemaBuilder.array(ITEM).build())
          .field("labels", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build())
          .build();

  private final PrintStream out;
  private final MarkedKeys keys = new MarkedKeys();

  private MarkedRun(PrintStream out) {
    this.out = out;
  }

  /** Takes nothing. */
  public static void main(String[] unused) throws Exception {
    Logger all = Logger.getLogger("");
    all.setLevel(Level.ALL);
    for (Handler handler : all.getHandlers()) {
      handler.setLevel(Level.ALL);
    }
    LoggerFactory.getLogger(MarkedRun.class).trace(LOGGED);
    MarkedRun run = new MarkedRun(System.out);
    run.succeeds();
    run.failsToEncrypt();
    run.failsToDecrypt();
    run.printsTexts();
    System.out.println(DONE);
  }

  private static Struct row() {
    return new Struct(ROW)
        .put("id", 7L)
        .put("person", MARKER)
        .put("email", MARKER)
        .put("digits", MARKER)
        .put("photo", MARKER.getBytes(StandardCharsets.UTF_8))
        .put("items", List.of(new Struct(ITEM).put("text", MARKER)))
        .put("labels", Map.of("a", MARKER));
  }

  private static SourceRecord record(@Nullable Schema schema, Object value) {
    Schema key = SchemaBuilder.struct().field("id", Schema.STRING_SCHEMA).build();
    return new SourceRecord(
        Map.of(), Map.of(), "marked", 0, key, new Struct(key).put("id", MARKER), schema, value);
  }

  private static AbstractConfig config(boolean encrypts, String... options) {
    Map<String, String> all = new HashMap<>(Map.of("table.name", "assistant.marked"));
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    return new AbstractConfig(
        encrypts ? EncryptOptions.definition() : DecryptOptions.definition(), all, true);
  }

  private StartedFields encryption(String... options) {
    return StartedFields.encryption(
        EncryptOptions.of(config(true, options), RecordPart.VALUE), keys);
  }

  private StartedFields decryption(String... options) {
    return StartedFields.decryption(
        DecryptOptions.of(config(false, options), RecordPart.VALUE), keys);
  }

  private void succeeds() throws Exception {
    String fields =
        "email,person:deterministic,digits:format-preserving,photo,items[*].text,labels.*";
    StartedFields encryption = encryption("fields", fields, "indexes", "email:email_index");
    StartedFields decryption = decryption("fields", fields, "indexes", "email:email_index");
    try (Metrics metrics = new Metrics();
        PluginMetricsImpl plugin = new PluginMetricsImpl(metrics, Map.of())) {
      encryption.publish(plugin);
      SourceRecord sealed = encryption.apply(record(ROW, row()));
      SourceRecord opened = decryption.apply(sealed);
      if (!MARKER.equals(((Struct) opened.value()).get("email"))) {
        throw new IllegalStateException("It does not decrypt");
      }
      metrics.metrics().forEach((name, metric) -> out.println(name + " = " + metric.metricValue()));
    }
    List.<Object>of(encryption, decryption).forEach(out::println);
  }

  private void fails(StartedFields fields, SourceRecord record) {
    thrown(() -> fields.apply(record));
  }

  private void thrown(Runnable failing) {
    try {
      failing.run();
    } catch (RuntimeException e) {
      e.printStackTrace(out);
      return;
    }
    throw new IllegalStateException("It should have failed");
  }

  private void failsToEncrypt() {
    SourceRecord record = record(ROW, row());
    fails(encryption("fields", "emial"), record);
    fails(encryption("fields", "email.of"), record);
    fails(encryption("fields", "id:format-preserving"), record);
    fails(encryption("fields", "digits:format-preserving"), record(ROW, row().put("digits", "12")));
    fails(encryption("fields", "items", "indexes", "items:email"), record);
    fails(encryption("fields", "items", "indexes", "items:items_index"), record);
    fails(encryption("fields", "email", "key.subject.field", "photo"), record);
    fails(
        encryption("fields", "email", "key.subject.field", "person"),
        record(ROW, row().put("person", null)));
    fails(encryption("fields", "email"), record(Schema.STRING_SCHEMA, MARKER));
    fails(encryption("fields", "a[*].b"), record(null, Map.of("a", List.of(MARKER))));
    fails(encryption("fields", "a"), record(null, Map.of("a", new StringBuilder(MARKER))));
    fails(encryption("fields", "a"), record(null, Map.of("schema", Map.of(), "payload", MARKER)));
    encryption("fields", "emial", "fields.unmatched", "warn").apply(record);
    SourceRecord sealed = encryption("fields", "email").apply(record);
    fails(encryption("fields", "email"), sealed);
    keys.out = true;
    fails(encryption("fields", "email"), record);
    keys.out = false;
    keys.forgets = true;
    fails(
        encryption("fields", "email", "key.subject.field", "person", "on.forgotten", "fail"),
        record);
    encryption("fields", "email", "key.subject.field", "person").apply(record);
    keys.forgets = false;
    record.headers().addString("anabranch", MARKER);
    fails(encryption("fields", "email"), record);
  }

  private void failsToDecrypt() {
    SourceRecord record = record(ROW, row());
    fails(decryption("fields", "email"), record);
    fails(decryption("fields", "id"), record);
    fails(decryption("fields", "digits:format-preserving"), record(ROW, row().put("digits", "12")));
    SourceRecord sealed = encryption("fields", "email,person:deterministic").apply(record);
    fails(decryption("fields", "email", "table.name", "another.table"), sealed);
    fails(decryption("fields", "person", "table.name", "another.table"), sealed);
    fails(decryption("fields", "email", "bind.key", "true"), sealed);
    Struct made = (Struct) sealed.value();
    String email = made.getString("email");
    made.put("email", email.substring(0, email.length() - 8) + "AAAAAAAA");
    fails(decryption("fields", "email"), sealed);
    made.put("email", "abQ" + email.substring(3));
    fails(decryption("fields", "email"), sealed);
    made.put("email", email);
    keys.knows = false;
    fails(decryption("fields", "email"), sealed);
    keys.knows = true;
    keys.forgets = true;
    decryption("fields", "email", "on.forgotten", "marker").apply(sealed);
    keys.forgets = false;
    decryption("fields", "email,id", "on.plaintext", "keep").apply(record(ROW, row()));
  }

  private void printsTexts() {
    EncryptOptions options = EncryptOptions.of(config(true, "fields", "email"), RecordPart.VALUE);
    SealedRun seen = new SealedRun(options, keys, row());
    out.println(options);
    out.println(DecryptOptions.of(config(false, "fields", "email"), RecordPart.VALUE));
    seen.texts().forEach(out::println);
  }
}
