package org.anabranch.sink.plan;

import java.util.Optional;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.column.KeyColumns;
import org.anabranch.sink.store.ParkedRow;
import org.anabranch.sink.store.VersionRow;
import org.jspecify.annotations.Nullable;

/**
 * A parked row of a table that is merged by column, with what was merged of its columns since it
 * was parked.
 */
final class ParkedContent {

  private final ParkedRow row;
  private final VersionRow before;
  private final KeyColumns columns;

  private ParkedContent(ParkedRow row, VersionRow before, KeyColumns columns) {
    this.row = row;
    this.before = before;
    this.columns = columns;
  }

  /** Empty where the row holds all that it is to hold. */
  static Optional<ParkedContent> of(
      ParkedTable table, ParkedRow row, @Nullable VersionRow version) {
    if (table.columns() == null || version == null) {
      return Optional.empty();
    }
    KeyColumns columns = new KeyColumns(table.columns(), version.columns(), VersionVector.EMPTY);
    ColumnTexts missing =
        columns.pending() ? columns.update(row.columns(), null) : ColumnTexts.NONE;
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ParkedContent(row.holding(row.columns().with(missing)), version, columns));
  }

  boolean isOf(ParkedRow other) {
    return row.key().equals(other.key());
  }

  ParkedRow row() {
    return row;
  }

  /** The version row, after it is written down that the row holds this. */
  VersionRow version(long position) {
    return new VersionRow(
        before.key(),
        before.version(),
        before.hidden(),
        before.written(),
        columns.updated(position));
  }
}
