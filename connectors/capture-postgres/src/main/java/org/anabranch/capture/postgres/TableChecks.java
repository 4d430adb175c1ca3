package org.anabranch.capture.postgres;

import java.util.List;
import java.util.Map;
import org.anabranch.capture.config.Problems;

/** Whether the selected tables can be captured without harm to the application. */
final class TableChecks {

  private TableChecks() {}

  static void check(Map<String, String> config, List<CapturedTable> tables, Problems problems) {
    String keys = config.getOrDefault("message.key.columns", "");
    for (CapturedTable table : tables) {
      if (!table.logged()) {
        problems.add(
            TableSelection.TABLE_INCLUDE,
            table.quoted()
                + " is unlogged, so its changes are in no log. Exclude it, or run ALTER TABLE "
                + table.quoted()
                + " SET LOGGED");
      } else if (table.publishingBreaksUpdates()) {
        problems.add(
            TableSelection.TABLE_INCLUDE,
            table.quoted()
                + " has no primary key: once it is published, the application's UPDATEs and"
                + " DELETEs on it fail. Exclude it, or run ALTER TABLE "
                + table.quoted()
                + " REPLICA IDENTITY FULL and name its key with message.key.columns");
      } else if (!table.keyed() && !keys.contains(table.name())) {
        problems.add(
            "message.key.columns",
            table.quoted()
                + " has neither a primary key nor a unique index. Name the columns that identify"
                + " a row: message.key.columns="
                + table.schema()
                + "."
                + table.name()
                + ":<column>,… or exclude the table");
      }
      if (!table.readable()) {
        problems.add(
            "database.user",
            "The role may not read "
                + table.quoted()
                + ". As its owner run: GRANT USAGE ON SCHEMA "
                + CapturedTable.quoted(table.schema())
                + " TO <role>; GRANT SELECT ON "
                + table.quoted()
                + " TO <role>");
      }
    }
  }
}
