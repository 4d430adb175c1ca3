package org.anabranch.transforms.policy;

import java.util.List;
import java.util.Set;
import org.anabranch.transforms.encrypt.EncryptedSchemas;
import org.anabranch.transforms.mask.FieldType;
import org.anabranch.transforms.policy.condition.FieldRead;
import org.anabranch.transforms.policy.document.Position;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Checks rows' schemas against rules, each schema once. Safe for several threads. */
final class SchemaCheck {

  private static final int SCHEMAS_MAX = 64;

  private final List<CompiledRule> rules;
  private final SynchronizedCache<Checked, Boolean> checked =
      new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX));

  /** Records of one schema come in long runs. */
  private volatile @Nullable Checked last;

  private record Checked(Schema row, @Nullable Schema key, Set<String> absent) {}

  SchemaCheck(List<CompiledRule> rules) {
    this.rules = rules;
  }

  void check(Schema row, @Nullable Schema key, Set<String> absent) {
    Checked before = last;
    if (before != null && before.row == row && before.key == key && before.absent.equals(absent)) {
      return;
    }
    Checked schemas = new Checked(row, key, Set.copyOf(absent));
    if (checked.get(schemas) == null) {
      for (CompiledRule rule : rules) {
        checkReads(rule, schemas);
        rule.alterations().forEach(alteration -> check(alteration, schemas));
      }
      checked.put(schemas, true);
    }
    last = schemas;
  }

  private static void checkReads(CompiledRule rule, Checked schemas) {
    if (rule.condition() == null) {
      return;
    }
    for (FieldRead read : rule.condition().reads()) {
      Schema of =
          switch (read.variable()) {
            case "row", "before" -> schemas.row;
            case "key" -> schemas.key;
            default -> null;
          };
      boolean excused = !read.variable().equals("key") && schemas.absent.contains(read.field());
      if (of != null && !read.test() && !excused && misses(of, read.field())) {
        throw refused(
            rule.name(),
            read.position(),
            "the %s has no field '%s'"
                .formatted(read.variable().equals("key") ? "key" : "row", read.field()));
      }
    }
  }

  private static boolean misses(Schema schema, String field) {
    return schema.type() == Schema.Type.STRUCT && schema.field(field) == null;
  }

  private static void check(Alteration alteration, Checked schemas) {
    List<Schema> found = alteration.path().schemas(schemas.row);
    String column = alteration.path().column();
    boolean excused =
        column != null && schemas.absent.contains(column) && misses(schemas.row, column);
    if (found.isEmpty() && !excused) {
      throw refused(alteration, "there is no such field");
    }
    Schema key = schemas.key;
    if (key != null && isOfKey(alteration, key)) {
      throw refused(
          alteration,
          "the column is part of the key, which may be neither removed, masked nor encrypted");
    }
    for (Schema of : found) {
      String misfit = misfit(alteration, of);
      if (misfit != null) {
        throw refused(alteration, misfit);
      }
    }
  }

  private static @Nullable String misfit(Alteration alteration, Schema field) {
    if (alteration instanceof Alteration.Masking masking) {
      return masking.mask().misfit(FieldType.of(field));
    }
    return alteration instanceof Alteration.Encryption encryption
        ? EncryptedSchemas.misfit(field, encryption.how().mode())
        : null;
  }

  private static boolean isOfKey(Alteration alteration, Schema key) {
    String column = alteration.path().column();
    return key.type() == Schema.Type.STRUCT
        && (column == null ? !key.fields().isEmpty() : key.field(column) != null);
  }

  private static PolicyEvaluationException refused(Alteration alteration, String why) {
    return refused(
        alteration.rule(),
        alteration.position(),
        "the field '" + alteration.path() + "' cannot be altered: " + why);
  }

  private static PolicyEvaluationException refused(RuleName rule, Position position, String why) {
    return new PolicyEvaluationException(rule.name(), position, why);
  }
}
