package org.anabranch.store.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.anabranch.model.change.TableName;
import org.anabranch.sink.column.ColumnTexts;
import org.anabranch.sink.store.Arrival;
import org.anabranch.sink.store.Statement.ToldColumns;
import org.anabranch.store.postgres.catalog.TargetColumn;
import org.anabranch.store.postgres.catalog.TargetTable;
import org.jspecify.annotations.Nullable;

/**
 * Tells the columns that changes carry in Postgres' own words: each value is read as its column's
 * type, without its length, and written as text again. One statement per table.
 */
public final class ColumnStatements {

  private record Images(@Nullable ChangeImage before, @Nullable ChangeImage after) {

    void addTo(List<ChangeImage> images) {
      if (before != null) {
        images.add(before);
      }
      if (after != null) {
        images.add(after);
      }
    }
  }

  private final Connection connection;
  private final Targets targets;

  public ColumnStatements(Connection connection, Targets targets) {
    this.connection = connection;
    this.targets = targets;
  }

  /** One for each arrival, in their order. */
  public List<ToldColumns> tell(List<Arrival> arrivals) throws SQLException {
    Map<TableName, List<Arrival>> tables = new TreeMap<>();
    for (Arrival arrival : arrivals) {
      tables.computeIfAbsent(arrival.change().table(), table -> new ArrayList<>()).add(arrival);
    }
    IdentityHashMap<Arrival, ToldColumns> told = new IdentityHashMap<>();
    for (Map.Entry<TableName, List<Arrival>> table : tables.entrySet()) {
      tell(target(table.getKey(), table.getValue()), table.getValue(), told);
    }
    List<ToldColumns> ordered = new ArrayList<>(arrivals.size());
    arrivals.forEach(arrival -> ordered.add(told.get(arrival)));
    return ordered;
  }

  private void tell(
      @Nullable TargetTable table,
      List<Arrival> arrivals,
      IdentityHashMap<Arrival, ToldColumns> told)
      throws SQLException {
    IdentityHashMap<Arrival, Images> images = new IdentityHashMap<>();
    List<ChangeImage> all = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      Images ofArrival =
          new Images(ChangeImage.before(arrival, table), ChangeImage.after(arrival, table));
      ofArrival.addTo(all);
      images.put(arrival, ofArrival);
    }
    IdentityHashMap<ChangeImage, ColumnTexts> texts = new IdentityHashMap<>();
    all.stream().filter(image -> !image.usable()).forEach(i -> texts.put(i, i.given()));
    if (table != null) {
      ask(table, all.stream().filter(ChangeImage::usable).toList(), texts);
    }
    images.forEach(
        (arrival, ofArrival) ->
            told.put(
                arrival,
                new ToldColumns(of(ofArrival.before(), texts), of(ofArrival.after(), texts))));
  }

  private static @Nullable ColumnTexts of(
      @Nullable ChangeImage image, IdentityHashMap<ChangeImage, ColumnTexts> texts) {
    return image == null ? null : texts.getOrDefault(image, ColumnTexts.NONE);
  }

  /**
   * The table that changes are to be written to, with all columns that they carry; null where only
   * changes that write no row name it.
   */
  private @Nullable TargetTable target(TableName name, List<Arrival> arrivals) throws SQLException {
    Set<RowShape> complete = new HashSet<>();
    for (Arrival arrival : arrivals) {
      if (arrival.refusal() == null) {
        RowShape shape = RowShape.of(arrival);
        if (arrival.row() == null) {
          targets.find(name, shape, arrival);
        } else if (complete.add(shape)) {
          targets.findOrCreate(name, shape, arrival);
        }
      }
    }
    return targets.table(name);
  }

  private void ask(
      TargetTable table, List<ChangeImage> images, IdentityHashMap<ChangeImage, ColumnTexts> texts)
      throws SQLException {
    List<TargetColumn> columns = ChangeImage.columns(table, images);
    if (columns.isEmpty()) {
      return;
    }
    String sql = sql(columns);
    for (RowChunk<ChangeImage> chunk : RowChunk.of(images, columns, ChangeImage::text)) {
      try (PreparedStatement query = chunk.parameters().prepare(connection, sql);
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          ChangeImage image = chunk.rows().get(row.getInt(1) - 1);
          texts.put(image, ToldTexts.read(row, 2, columns, image::has));
        }
      }
    }
  }

  private static String sql(List<TargetColumn> columns) {
    String told =
        IntStream.range(0, columns.size())
            .mapToObj(i -> ", " + columns.get(i).type().text(RowSql.value(columns.get(i), i)))
            .collect(Collectors.joining());
    return "SELECT g.ord" + told + " FROM " + RowSql.given(columns.size());
  }
}
