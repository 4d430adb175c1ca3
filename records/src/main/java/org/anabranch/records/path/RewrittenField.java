package org.anabranch.records.path;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of the fields to which a path leads.
 *
 * @param sibling a field beside each of them that comes or goes with it; null where there is none
 */
public record RewrittenField(FieldPath path, @Nullable Sibling sibling) {

  /**
   * A field in the same row.
   *
   * @param comes whether it is added, or takes the place of one of that name; else it is left out
   */
  public record Sibling(String name, boolean comes) {}

  /**
   * Checks that there is one place for the sibling.
   *
   * @throws IllegalArgumentException where the path may lead to several fields of one row
   */
  public RewrittenField {
    if (sibling != null) {
      FieldPath unused = path.sibling(sibling.name());
    }
  }
}
