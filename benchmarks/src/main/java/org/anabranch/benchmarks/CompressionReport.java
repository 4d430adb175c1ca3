package org.anabranch.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.anabranch.converters.JsonContextConverter;
import org.anabranch.converters.json.DictionaryTraining;
import org.anabranch.testkit.context.ContextKind;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;

/**
 * How much shorter each kind of context data becomes, record by record, and what writing and
 * reading costs with it. Dictionaries are trained on other records than those that are measured.
 */
final class CompressionReport {

  private static final int TRAINED_ON = 4_000;
  private static final int MEASURED = 1_000;
  private static final int DICTIONARY_BYTES = 16 * 1024;
  private static final String TOPIC = "aws.assistant.session";

  private final PrintStream out;
  private final Path dictionary;

  private CompressionReport(PrintStream out, Path dictionary) {
    this.out = out;
    this.dictionary = dictionary;
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    Path dictionary = Files.createTempFile("anabranch-compression-", ".dict");
    try {
      new CompressionReport(System.out, dictionary).print();
    } finally {
      Files.delete(dictionary);
    }
  }

  private void print() throws IOException {
    out.printf(
        "%d records of each kind; dictionaries of %d bytes, trained on %d others; zstd at level 3%n",
        MEASURED, DICTIONARY_BYTES, TRAINED_ON);
    out.println("times shorter than plain JSON:              zstd with");
    out.println("kind           JSON                bytes   dictionary    zstd    gzip");
    for (ContextKind kind : ContextKind.values()) {
      for (boolean schemas : List.of(false, true)) {
        ratios(kind, schemas);
      }
    }
    out.println("microseconds a record:            plain           zstd with dictionary");
    out.println("kind           JSON               write    read   write    read");
    for (ContextKind kind : ContextKind.values()) {
      for (boolean schemas : List.of(false, true)) {
        times(kind, schemas);
      }
    }
  }

  private void ratios(ContextKind kind, boolean schemas) throws IOException {
    train(kind, schemas);
    List<Struct> records = kind.records(MEASURED, 2);
    try (Converter plain = plain(schemas);
        Converter zstd = compressing(schemas, Map.of());
        Converter trained = withDictionary(schemas)) {
      List<byte[]> json = written(plain, records);
      double bytes = sum(json);
      long gzip = 0;
      for (byte[] value : json) {
        gzip += gzipped(value);
      }
      out.printf(
          Locale.ROOT,
          "%-28s %11.0f %12.2f %7.2f %7.2f%n",
          name(kind, schemas),
          bytes / MEASURED,
          bytes / sum(written(trained, records)),
          bytes / sum(written(zstd, records)),
          bytes / gzip);
    }
  }

  private void times(ContextKind kind, boolean schemas) throws IOException {
    train(kind, schemas);
    List<Struct> records = kind.records(MEASURED, 2);
    try (Converter plain = plain(schemas);
        Converter trained = withDictionary(schemas)) {
      out.printf(
          Locale.ROOT,
          "%-28s %11.1f %7.1f %7.1f %7.1f%n",
          name(kind, schemas),
          writing(plain, records),
          reading(plain, records),
          writing(trained, records),
          reading(trained, records));
    }
  }

  private static String name(ContextKind kind, boolean schemas) {
    return "%-14s %s"
        .formatted(
            kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            schemas ? "with schema" : "without");
  }

  private static double writing(Converter converter, List<Struct> records) {
    return MedianTime.micros(MEASURED, i -> written(converter, records.get(i)).length);
  }

  private static double reading(Converter converter, List<Struct> records) {
    List<byte[]> values = written(converter, records);
    return MedianTime.micros(
        MEASURED, i -> converter.toConnectData(TOPIC, values.get(i)).value() == null ? 0 : 1);
  }

  private void train(ContextKind kind, boolean schemas) throws IOException {
    try (Converter plain = plain(schemas)) {
      List<byte[]> samples = written(plain, kind.records(TRAINED_ON, 1));
      Files.write(dictionary, DictionaryTraining.train(samples, DICTIONARY_BYTES, 1).bytes());
    }
  }

  private static Converter plain(boolean schemas) {
    JsonConverter converter = new JsonConverter();
    converter.configure(
        Map.of("schemas.enable", schemas, "replace.null.with.default", false), false);
    return converter;
  }

  private Converter withDictionary(boolean schemas) {
    return compressing(schemas, Map.of("dictionary.path", dictionary.toString()));
  }

  private static Converter compressing(boolean schemas, Map<String, ?> more) {
    Map<String, Object> options = new HashMap<>(more);
    options.put("schemas.enable", schemas);
    JsonContextConverter converter = new JsonContextConverter();
    converter.configure(options, false);
    return converter;
  }

  private static List<byte[]> written(Converter converter, List<Struct> records) {
    return records.stream().map(record -> written(converter, record)).toList();
  }

  private static byte[] written(Converter converter, Struct record) {
    return converter.fromConnectData(TOPIC, record.schema(), record);
  }

  private static long sum(List<byte[]> values) {
    return values.stream().mapToLong(value -> value.length).sum();
  }

  private static int gzipped(byte[] value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(value);
    }
    return bytes.size();
  }
}
