package org.anabranch.transforms.policy.document;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says, member for member, in the document's order.
 *
 * @param regions by name
 * @param tables the declared ones, by {@code schema.table}
 * @param consents by purpose
 * @param withholdsOtherwise what becomes of rows that no rule decides on
 */
public record PolicyDocument(
    Map<String, Region> regions,
    Map<String, DeclaredTable> tables,
    Map<String, ConsentSource> consents,
    List<DeclaredRule> rules,
    boolean withholdsOtherwise) {

  /**
   * A region.
   *
   * @param attributes its name among them; texts, {@link Long}s, {@link Double}s, {@link Boolean}s,
   *     lists and maps of such
   */
  public record Region(Passage name, Map<String, Object> attributes) {}

  /** A table whose columns' types are known. */
  public record DeclaredTable(Passage name, Map<String, ColumnType> columns) {}

  /** Where a consent is found. */
  public sealed interface ConsentSource {

    /** In a column of the row. */
    record Column(Passage column) implements ConsentSource {}

    /**
     * In a compacted topic.
     *
     * @param subject the column that holds the key of the topic's records
     */
    record Topic(Passage topic, Passage subject) implements ConsentSource {}
  }

  /**
   * A rule.
   *
   * @param when null where it matches whatever it is asked about
   */
  public record DeclaredRule(
      Passage name, Selection selection, @Nullable Passage when, Effect then) {}

  /** What a rule does. */
  public sealed interface Effect {

    /** Whether the walk ends with it. */
    default boolean ends() {
      return !(this instanceof Alter);
    }

    /** The row may go, as far as the rules before have left it. */
    record Deliver() implements Effect {}

    /** The row stays. */
    record Withhold() implements Effect {}

    /** The row may go under another topic's name. */
    record Route(Passage topic) implements Effect {}

    /** Fields go masked, encrypted or not at all; the next rule is asked. */
    record Alter(List<Passage> remove, List<MaskedField> mask, List<EncryptedPath> encrypt)
        implements Effect {

      /** Of which nothing could be read. */
      static final Alter NOTHING = new Alter(List.of(), List.of(), List.of());
    }
  }

  /** A field and its mask. */
  public record MaskedField(Passage path, Passage mask) {}

  /** A field, and by which mode and key it is encrypted. */
  public record EncryptedPath(Passage path, Passage how) {}
}
