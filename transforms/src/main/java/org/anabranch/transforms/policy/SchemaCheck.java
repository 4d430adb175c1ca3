package org.anabranch.transforms.policy;

import java.util.List;
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

  private record Checked(Schema row, @Nullable Schema key) {}

  SchemaCheck(List<CompiledRule> rules) {
    this.rules = rules;
  }

  void check(Schema row, @Nullable Schema key) {
    Checked before = last;
    if (before != null && before.row == row && before.key == key) {
      return;
    }
    Checked schemas = new Checked(row, key);
    if (checked.get(schemas) == null) {
      for (CompiledRule rule : rules) {
        checkReads(rule, row, key);
        rule.alterations().forEach(alteration -> check(alteration, row, key));
      }
      checked.put(schemas, true);
    }
    last = schemas;
  }

  private static void checkReads(CompiledRule rule, Schema row, @Nullable Schema key) {
    if (rule.condition() == null) {
      return;
    }
    for (FieldRead read : rule.condition().reads()) {
      Schema of =
          switch (read.variable()) {
            case "row", "before" -> row;
            case "key" -> key;
            default -> null;
          };
      if (of != null && !read.test() && misses(of, read.field())) {
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

  private static void check(Alteration alteration, Schema row, @Nullable Schema key) {
    List<Schema> found = alteration.path().schemas(row);
    if (found.isEmpty()) {
      throw refused(alteration, "there is no such field");
    }
    if (key != null && isOfKey(alteration, key)) {
      throw refused(
          alteration, "the column is part of the key, which may be neither removed nor masked");
    }
    if (alteration instanceof Alteration.Masking masking) {
      for (Schema of : found) {
        String misfit = masking.mask().misfit(FieldType.of(of));
        if (misfit != null) {
          throw refused(alteration, misfit);
        }
      }
    }
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
