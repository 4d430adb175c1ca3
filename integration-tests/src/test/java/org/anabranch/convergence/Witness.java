package org.anabranch.convergence;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.regions.Region;

/**
 * A second logical slot with Postgres' own {@code test_decoding}: what was changed locally in a
 * region, said by somebody who knows nothing of captures. A transaction that changes
 * anabranch.watermark is a sink's.
 */
public final class Witness {

  private static final String SLOT = "witness";
  private static final Pattern CHANGE =
      Pattern.compile(
          "^table (assistant\\.\\w+): (INSERT|UPDATE|DELETE): (old-key:)?", Pattern.DOTALL);

  private final Region region;

  private Witness(Region region) {
    this.region = region;
  }

  /** Starts to watch: what is committed from now on. */
  public static Witness of(Region region) {
    region.column("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'test_decoding')");
    return new Witness(region);
  }

  /** Ends the watch, or the server would keep its log for it. */
  static void stop(Region region) {
    region.column(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
            + SLOT
            + "'");
  }

  /** The local row changes in commit order, as {@code table operation}. Can be asked for once. */
  public List<String> localChanges() {
    List<String> local = new ArrayList<>();
    List<String> transaction = new ArrayList<>();
    boolean sinks = false;
    for (String line :
        region.column(
            "SELECT left(data, 200) FROM pg_logical_slot_get_changes('"
                + SLOT
                + "', NULL, NULL)")) {
      if (line.startsWith("BEGIN")) {
        transaction.clear();
        sinks = false;
      } else if (line.startsWith("COMMIT")) {
        local.addAll(sinks ? List.of() : transaction);
      } else if (line.startsWith("table anabranch.watermark:")) {
        sinks = true;
      } else {
        add(transaction, line);
      }
    }
    region.column("SELECT pg_drop_replication_slot('" + SLOT + "')");
    return local;
  }

  private static void add(List<String> transaction, String line) {
    Matcher change = CHANGE.matcher(line);
    if (!change.find()) {
      return;
    }
    String table = change.group(1);
    if (change.group(2).equals("UPDATE") && change.group(3) != null) {
      // A changed key: to every reader of changes that is a delete and an insert.
      transaction.add(table + " DELETE");
      transaction.add(table + " CREATE");
    } else {
      transaction.add(table + " " + change.group(2).replace("INSERT", "CREATE"));
    }
  }
}
