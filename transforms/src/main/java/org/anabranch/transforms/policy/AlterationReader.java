package org.anabranch.transforms.policy;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.path.FieldPath;
import org.anabranch.transforms.mask.Mask;
import org.anabranch.transforms.mask.Masks;
import org.anabranch.transforms.policy.document.Passage;
import org.anabranch.transforms.policy.document.PolicyDocument;
import org.anabranch.transforms.policy.document.PolicyDocument.DeclaredTable;
import org.anabranch.transforms.policy.document.PolicyDocument.Effect;
import org.anabranch.transforms.policy.document.PolicyDocument.EncryptedPath;
import org.anabranch.transforms.policy.document.PolicyDocument.MaskedField;
import org.anabranch.transforms.policy.document.Position;
import org.anabranch.transforms.policy.document.Problems;
import org.anabranch.transforms.policy.document.Selection;
import org.jspecify.annotations.Nullable;

/** Reads the paths, masks and modes of rules and numbers them. */
final class AlterationReader {

  private final PolicyDocument policy;
  private final Problems problems;
  private final @Nullable String secret;
  private int read;

  AlterationReader(PolicyDocument policy, Problems problems, @Nullable String secret) {
    this.policy = policy;
    this.problems = problems;
    this.secret = secret;
  }

  List<Alteration> read(RuleName rule, Selection selection, Effect effect) {
    List<Alteration> alterations = new ArrayList<>();
    if (effect instanceof Effect.Alter alter) {
      for (Passage text : alter.remove()) {
        FieldPath path = path(text, selection);
        if (path != null) {
          alterations.add(new Alteration.Removal(read++, rule, text.position(), path));
        }
      }
      for (MaskedField field : alter.mask()) {
        FieldPath path = path(field.path(), selection);
        Mask mask = mask(field.mask());
        if (path != null && mask != null) {
          alterations.add(
              new Alteration.Masking(
                  read++, rule, field.path().position(), path, mask, field.mask().text()));
        }
      }
      alterations.addAll(encryptions(rule, selection, alter.encrypt()));
    }
    return alterations;
  }

  private List<Alteration.Encryption> encryptions(
      RuleName rule, Selection selection, List<EncryptedPath> fields) {
    List<Alteration.Encryption> encryptions = new ArrayList<>();
    for (EncryptedPath field : fields) {
      FieldPath path = path(field.path(), selection);
      KeyedMode how = how(field.how());
      if (path != null && how != null) {
        Position position = field.path().position();
        encryptions.stream()
            .filter(other -> other.path().overlaps(path))
            .forEach(
                other ->
                    problems.add(
                        position,
                        ("'%s' and '%s' lead to the same field, or one into the other."
                                + " A field is encrypted once")
                            .formatted(other.path(), path)));
        encryptions.add(new Alteration.Encryption(read++, rule, position, path, how));
      }
    }
    return encryptions;
  }

  private @Nullable KeyedMode how(Passage text) {
    try {
      return KeyedMode.parse(text.text());
    } catch (IllegalArgumentException e) {
      problems.add(text.position(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable FieldPath path(Passage text, Selection selection) {
    try {
      FieldPath path = FieldPath.parse(text.text());
      checkColumn(path, text, selection);
      return path;
    } catch (IllegalArgumentException e) {
      problems.add(text.position(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** A rule for topics alone is for some of the tables: one has to have the column. */
  private void checkColumn(FieldPath path, Passage text, Selection selection) {
    String column = path.column();
    List<DeclaredTable> selected =
        policy.tables().values().stream()
            .filter(table -> selection.selectsTable(table.name().text()))
            .toList();
    boolean one = selection.tables().isEmpty() && !selection.topics().isEmpty();
    if (column == null
        || (one && selected.stream().anyMatch(table -> table.columns().containsKey(column)))) {
      return;
    }
    for (DeclaredTable table : selected) {
      if (!table.columns().containsKey(column)) {
        problems.add(
            text.position(),
            "The table %s has no column '%s'. Mend the path, or name the rule's tables"
                .formatted(table.name(), column));
      }
    }
  }

  private @Nullable Mask mask(Passage text) {
    try {
      return Masks.of(text.text(), secret);
    } catch (IllegalArgumentException e) {
      String way =
          secret == null && text.text().matches("hash|pseudonym") ? ". Set mask.secret" : "";
      problems.add(text.position(), e.getMessage() + way);
      return null;
    }
  }
}
