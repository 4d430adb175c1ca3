package org.anabranch.transforms.filter;

import java.util.List;
import org.anabranch.transforms.policy.Alteration;
import org.anabranch.transforms.policy.FieldHits;
import org.anabranch.transforms.policy.Policy;
import org.anabranch.transforms.policy.RuleName;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;

/**
 * A policy in force, with what is kept as long as it is.
 *
 * @param version names the document: the first digits of its SHA-256, as {@code sha256sum} prints
 *     them
 * @param encryption what encrypts for it
 * @param rules the counts of its rules, by number
 * @param schemas of rows that were seen
 */
record ActivePolicy(
    Policy policy,
    String version,
    FieldHits hits,
    ImageAlterations images,
    FieldEncryption encryption,
    List<RuleCounts> rules,
    Cache<Schema, Boolean> schemas) {

  private static final int SCHEMAS_MAX = 256;

  ActivePolicy(
      Policy policy,
      String version,
      FieldHits hits,
      FieldEncryption encryption,
      List<RuleCounts> rules) {
    this(
        policy,
        version,
        hits,
        new ImageAlterations(hits),
        encryption,
        rules,
        new SynchronizedCache<>(new LRUCache<>(SCHEMAS_MAX)));
  }

  void matched(List<RuleName> matched) {
    for (RuleName rule : matched) {
      rules.get(rule.number()).matched();
    }
  }

  /** Says that there are rows of a schema. */
  void seen(Schema row) {
    if (schemas.get(row) == null) {
      schemas.put(row, true);
      policy.alterations().stream()
          .filter(alteration -> !alteration.path().schemas(row).isEmpty())
          .forEach(hits::hit);
    }
  }

  /** Which fields no row has had yet of those that may be altered in this direction. */
  List<String> neverMatched() {
    return hits.never().stream().filter(policy::canMatch).map(ActivePolicy::named).toList();
  }

  private static String named(Alteration alteration) {
    return "'" + alteration.path() + "' of rule '" + alteration.rule() + "'";
  }
}
