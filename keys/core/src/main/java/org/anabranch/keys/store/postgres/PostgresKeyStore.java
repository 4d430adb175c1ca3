package org.anabranch.keys.store.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.store.KeyName;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.WrappedKey;
import org.anabranch.model.change.KeyHash;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * Data keys in a table, asked for when they are needed; a unique constraint decides between
 * writers.
 *
 * <p>That a subject is forgotten is committed before its keys are destroyed, and whoever adds a key
 * looks for that in a statement of its own after the key is committed: one of the two sees the
 * other.
 */
public final class PostgresKeyStore implements KeyStore {

  private final KeySession session;
  private final KeySql sql;
  private final ForgottenWatch watch;
  private final boolean writes;

  /**
   * Does not connect yet.
   *
   * @param writes whether keys may be added, and the table made where it is missing
   */
  public PostgresKeyStore(PostgresStoreOptions options, boolean writes) {
    this.session = new KeySession(options, writes);
    this.sql = new KeySql(options.table());
    this.watch = new ForgottenWatch(options.refresh(), this::forgottenAmong);
    this.writes = writes;
  }

  @Override
  public @Nullable StoredKey latest(KeyName name) {
    return session.run(connection -> latest(connection, name)).orElse(null);
  }

  private Optional<StoredKey> latest(Connection connection, KeyName name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql.latest())) {
      query.setString(1, KeyRows.text(name.subject()));
      query.setString(2, name.name());
      query.setString(3, name.purpose().text());
      try (ResultSet rows = query.executeQuery()) {
        if (rows.next()) {
          if (KeyRows.forgottenMs(rows) != null) {
            throw new ForgottenKeyException("The subject " + name.subject() + " is forgotten");
          }
          return Optional.ofNullable(KeyRows.read(rows));
        }
        return Optional.empty();
      }
    }
  }

  @Override
  public @Nullable StoredKey find(KeyId id) {
    return session
        .run(
            connection -> {
              try (PreparedStatement query = connection.prepareStatement(sql.find())) {
                query.setString(1, id.toString());
                try (ResultSet rows = query.executeQuery()) {
                  StoredKey key = rows.next() ? KeyRows.read(rows) : null;
                  Long forgotten = key == null ? null : KeyRows.forgottenMs(rows);
                  return Optional.ofNullable(
                      key == null || forgotten == null ? key : key.destroyed(forgotten));
                }
              }
            })
        .orElse(null);
  }

  @Override
  public StoredKey add(StoredKey candidate) {
    failIfReadOnly();
    WrappedKey wrapped = candidate.wrapped();
    if (wrapped == null) {
      throw new IllegalArgumentException("A destroyed key is not added");
    }
    return session.run(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(sql.insert())) {
            KeyRows.write(candidate, wrapped, insert);
            insert.executeUpdate();
          }
          return kept(connection, candidate)
              .orElseThrow(
                  () ->
                      new ConnectException(
                          "A data key was written and is not there. Look for triggers or row"
                              + " security on the table of data keys"));
        });
  }

  private Optional<StoredKey> kept(Connection connection, StoredKey candidate) throws SQLException {
    try {
      return latest(connection, candidate.name());
    } catch (ForgottenKeyException e) {
      KeyHash subject = candidate.name().subject();
      if (subject != null) {
        // Nobody uses it; it need not stay, either.
        destroy(connection, subject, candidate.createdMs());
      }
      throw e;
    }
  }

  @Override
  public String secret(String keyName, String fingerprint) {
    failIfReadOnly();
    return session.run(
        connection -> {
          try (PreparedStatement offer = connection.prepareStatement(sql.offerSecret());
              PreparedStatement query = connection.prepareStatement(sql.secret())) {
            offer.setString(1, keyName);
            offer.setString(2, fingerprint);
            offer.executeUpdate();
            query.setString(1, keyName);
            try (ResultSet rows = query.executeQuery()) {
              return rows.next() ? rows.getString(1) : fingerprint;
            }
          }
        });
  }

  @Override
  public void watch(Supplier<Set<KeyHash>> held, Consumer<KeyHash> forgotten) {
    watch.start(held, forgotten);
  }

  private List<KeyHash> forgottenAmong(Set<KeyHash> subjects) {
    return session.run(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(sql.forgottenAmong())) {
            query.setArray(1, array(connection, subjects));
            try (ResultSet rows = query.executeQuery()) {
              List<KeyHash> forgotten = new ArrayList<>();
              while (rows.next()) {
                forgotten.add(KeyHash.of(HexFormat.of().parseHex(rows.getString(1))));
              }
              return forgotten;
            }
          }
        });
  }

  private static Array array(Connection connection, Set<KeyHash> subjects) throws SQLException {
    return connection.createArrayOf("text", subjects.stream().map(KeyHash::toString).toArray());
  }

  @Override
  public int forget(String keyName, KeyHash subject, long atMs) {
    failIfReadOnly();
    return session.run(
        connection -> {
          try (PreparedStatement mark = connection.prepareStatement(sql.mark())) {
            mark.setString(1, subject.toString());
            mark.setString(2, keyName);
            mark.setObject(3, KeyRows.time(atMs));
            mark.executeUpdate();
          }
          return destroy(connection, subject, atMs);
        });
  }

  private int destroy(Connection connection, KeyHash subject, long atMs) throws SQLException {
    try (PreparedStatement destroy = connection.prepareStatement(sql.destroy())) {
      destroy.setObject(1, KeyRows.time(atMs));
      destroy.setString(2, subject.toString());
      return destroy.executeUpdate();
    }
  }

  @Override
  public boolean hasKeys(KeyHash subject) {
    return session.run(
        connection -> {
          try (PreparedStatement query = connection.prepareStatement(sql.hasKeys())) {
            query.setString(1, subject.toString());
            try (ResultSet rows = query.executeQuery()) {
              return rows.next() && rows.getBoolean(1);
            }
          }
        });
  }

  @Override
  public long remains(Set<KeyHash> subjects) {
    return session.run(
        connection -> {
          long remaining = counted(connection, subjects);
          if (remaining == 0) {
            vacuum(connection);
          }
          return remaining;
        });
  }

  private long counted(Connection connection, Set<KeyHash> subjects) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql.remains())) {
      query.setArray(1, array(connection, subjects));
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** Takes as long as the table is large. */
  private void vacuum(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 0);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql.vacuum());
      SQLWarning warning = statement.getWarnings();
      if (warning != null) {
        throw new ConnectException(
            "The table of data keys was not vacuumed: "
                + warning.getMessage()
                + ". Forget as its owner");
      }
    }
  }

  private void failIfReadOnly() {
    if (!writes) {
      throw new ConnectException("The key store is only read here");
    }
  }

  @Override
  public void close() {
    watch.close();
    session.close();
  }
}
