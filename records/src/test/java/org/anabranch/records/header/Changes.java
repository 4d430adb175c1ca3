package org.anabranch.records.header;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.anabranch.model.change.Change;
import org.anabranch.model.change.ChangeKind;
import org.anabranch.model.change.ColumnMarks;
import org.anabranch.model.change.KeyHash;
import org.anabranch.model.change.Lane;
import org.anabranch.model.change.Operation;
import org.anabranch.model.change.TableName;
import org.anabranch.model.version.ChangeId;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.anabranch.model.version.VersionVector;

/** Random changes that use all that a header can carry. */
final class Changes {

  private static final List<String> NAMES =
      List.of("public", "session", "Ordnung", "a.b", "naïve", "会話", "\"quoted\"", "x".repeat(200));

  private Changes() {}

  static Change ofSeed(long seed) {
    Random random = new Random(seed);
    ChangeKind kind = pick(random, ChangeKind.values());
    Stamp stamp = kind == ChangeKind.SNAPSHOT ? Stamp.ZERO : stamp(random);
    boolean sequenced = kind == ChangeKind.SNAPSHOT || random.nextInt(8) == 0;
    int lanes = 1 + random.nextInt(300);
    Change change =
        new Change(
            kind,
            new ChangeId(origin(random), stamp),
            sequenced ? stamp(random) : stamp,
            random.nextLong(),
            new TableName(name(random), name(random)),
            pick(random, Operation.values()),
            kind.hasRow() ? new KeyHash(random.nextLong(), random.nextLong()) : null,
            new Lane(random.nextInt(lanes), lanes),
            vector(random),
            random.nextBoolean() ? vector(random) : null,
            random.nextLong() >>> random.nextInt(64),
            random.nextLong() >>> (1 + random.nextInt(63)),
            random.nextBoolean()
                ? ColumnMarks.NONE
                : new ColumnMarks(names(random), names(random), names(random), names(random)));
    return random.nextBoolean() ? change : change.withMapping(random.nextLong());
  }

  private static Stamp stamp(Random random) {
    return new Stamp((random.nextLong() >>> 1) >>> random.nextInt(63));
  }

  private static Origin origin(Random random) {
    return new Origin("region-" + random.nextInt(2_000));
  }

  private static VersionVector vector(Random random) {
    TreeMap<Origin, Stamp> entries = new TreeMap<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      entries.put(origin(random), stamp(random));
    }
    return VersionVector.of(entries);
  }

  private static Set<String> names(Random random) {
    Set<String> names = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      names.add(name(random));
    }
    return names;
  }

  private static String name(Random random) {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private static <T> T pick(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
