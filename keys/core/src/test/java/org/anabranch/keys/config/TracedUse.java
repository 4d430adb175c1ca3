package org.anabranch.keys.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.store.KeyStore;

/** A program that does everything with data keys, also what fails, and prints what it is told. */
final class TracedUse {

  static final String SUBJECT = "marker-subject@example.com";
  static final String SECRET = "marker-of-a-subject-secret";

  private TracedUse() {}

  /** Its arguments: Kafka's servers, a keyset file, and where to put the keys that it used. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options =
        Map.of(
            "key.store.bootstrap.servers",
            arguments[0],
            "kek.local.keyset.file",
            arguments[1],
            "kek.hybrid",
            "pq1",
            "key.subject.secret",
            SECRET,
            "key.unknown.wait.ms",
            "100");
    List<String> used = new ArrayList<>();
    try (DataKeys writer = KeyOptions.open(options, true);
        DataKeys reader = KeyOptions.open(options, false);
        KeyStore store = KeyOptions.openStore(options)) {
      for (KeyPurpose purpose : KeyPurpose.values()) {
        for (DataKey key :
            List.of(writer.current(purpose, null), writer.current(purpose, SUBJECT))) {
          used.add(key.primitive(bytes -> HexFormat.of().formatHex(bytes)));
          System.out.println(reader.of(key.id()) + " " + store.find(key.id()));
        }
      }
      tell(() -> reader.of(new KeyId(1)));
      store.forget("default", KeyOptions.subjects(options).hash(SUBJECT), 1);
      tell(() -> reader.current(KeyPurpose.INDEX, SUBJECT));
      Files.writeString(Path.of(arguments[1]), "{\"v\":1,\"primary\":\"none\",\"keys\":[]}");
      try (DataKeys late = KeyOptions.open(options, false)) {
        tell(() -> late.current(KeyPurpose.INDEX, null));
      }
      System.out.println(writer.counts() + " " + store);
    }
    Files.write(Path.of(arguments[2]), used);
  }

  private static void tell(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      e.printStackTrace(System.out);
    }
  }
}
