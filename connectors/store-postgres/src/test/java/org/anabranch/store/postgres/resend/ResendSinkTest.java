package org.anabranch.store.postgres.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.anabranch.sink.store.StoreException;
import org.anabranch.store.postgres.TestDatabase;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Against a real Postgres. A row was sent again if it is another version of the row now. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResendSinkTest {

  private static final String VERSIONS =
      "SELECT 'p' || id, xmin::text FROM app.profile UNION ALL SELECT 'n' || id, xmin::text FROM"
          + " app.note";

  private final AtomicLong nanos = new AtomicLong();
  private final List<Long> timeouts = new ArrayList<>();
  private final TestDatabase database =
      TestDatabase.with(
          "CREATE SCHEMA app",
          "CREATE TABLE app.profile (id int PRIMARY KEY, user_id text, told text)",
          "CREATE TABLE app.note (id int PRIMARY KEY, owner int, told text)",
          "INSERT INTO app.profile VALUES (1, 'ada', 'x'), (2, 'bob', 'x'), (3, '7', 'x')",
          "INSERT INTO app.note VALUES (1, 7, 'x'), (2, 8, 'x')",
          "CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS"
              + " $$ BEGIN NEW.told := 'by trigger'; RETURN NEW; END $$",
          "CREATE TRIGGER touch BEFORE UPDATE ON app.profile FOR EACH ROW EXECUTE FUNCTION"
              + " app.touch()");

  private PostgresResendSinkTask task(String tables) {
    PostgresResendSinkTask task = new PostgresResendSinkTask(nanos::get);
    task.initialize(context());
    task.start(options(tables));
    return task;
  }

  private Map<String, String> options(String tables) {
    Map<String, String> options = new HashMap<>(database.configuration(Map.of()));
    options.keySet().removeIf(name -> !name.startsWith("connection."));
    options.put("resend.tables", tables);
    options.put("resend.delay.ms", "5000");
    return options;
  }

  private SinkTaskContext context() {
    return (SinkTaskContext)
        Proxy.newProxyInstance(
            SinkTaskContext.class.getClassLoader(),
            new Class<?>[] {SinkTaskContext.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("timeout")) {
                throw new UnsupportedOperationException(method.getName());
              }
              timeouts.add((Long) arguments[0]);
              return null;
            });
  }

  private static SinkRecord record(@Nullable Object key) {
    return new SinkRecord("consent", 0, null, key, null, "whatever", 42);
  }

  private Map<String, String> versions() {
    return Objects.requireNonNull(
        database.query(
            VERSIONS,
            rows -> {
              Map<String, String> versions = new HashMap<>();
              while (rows.next()) {
                versions.put(rows.getString(1), rows.getString(2));
              }
              return versions;
            }));
  }

  private Set<String> sentSince(Map<String, String> before) {
    Set<String> sent = new TreeSet<>();
    versions()
        .forEach(
            (row, version) -> {
              if (!version.equals(before.get(row))) {
                sent.add(row);
              }
            });
    return sent;
  }

  private void pass(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void rows_of_the_subjects_are_sent_once_the_delay_has_passed_and_stay_as_they_are() {
    PostgresResendSinkTask task = task("app.profile:user_id, app.note:owner");
    Map<String, String> before = versions();
    List<SinkRecord> batch = List.of(record("07"), record("7"), record("ada"), record("7"));
    assertThatThrownBy(() -> task.put(batch)).isInstanceOf(RetriableException.class);
    pass(4000);
    assertThatThrownBy(() -> task.put(batch)).isInstanceOf(RetriableException.class);
    assertThat(timeouts).containsExactly(5000L, 1000L);
    assertThat(sentSince(before)).isEmpty();
    pass(1000);
    task.put(batch);
    assertThat(sentSince(before)).containsExactly("n1", "p1", "p3");
    assertThat(database.text("SELECT string_agg(DISTINCT told, ',') FROM app.profile"))
        .isEqualTo("x");
    // The next batch waits for itself.
    assertThatThrownBy(() -> task.put(List.of(record("bob"))))
        .isInstanceOf(RetriableException.class);
    task.stop();
  }

  @Test
  void a_row_that_the_application_holds_locked_is_sent_later() throws SQLException {
    PostgresResendSinkTask task = task("app.profile:user_id");
    Map<String, String> before = versions();
    List<SinkRecord> batch = List.of(record("ada"), record("bob"));
    assertThatThrownBy(() -> task.put(batch)).isInstanceOf(RetriableException.class);
    pass(5000);
    try (Connection application = database.connect();
        Statement statement = application.createStatement()) {
      application.setAutoCommit(false);
      try (ResultSet locked =
          statement.executeQuery("SELECT FROM app.profile WHERE id = 2 FOR UPDATE")) {
        assertThat(locked.next()).isTrue();
      }
      assertThatThrownBy(() -> task.put(batch))
          .isInstanceOf(RetriableException.class)
          .hasMessageContaining("55P03");
      assertThat(sentSince(before)).isEmpty();
    }
    task.put(batch);
    assertThat(sentSince(before)).containsExactly("p1", "p2");
    task.stop();
  }

  @Test
  void a_task_does_not_start_on_tables_that_it_cannot_serve() {
    assertThatThrownBy(() -> task("app.profile:nobody"))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("There is no column nobody of app.profile. Mend resend.tables");
    database.execute("ALTER TABLE app.profile ENABLE ALWAYS TRIGGER touch");
    assertThatThrownBy(() -> task("app.profile:user_id"))
        .isInstanceOf(StoreException.Misconfigured.class)
        .hasMessageContaining("ENABLE TRIGGER");
  }

  @Test
  void a_key_that_is_no_subject_is_refused_without_telling_it() {
    PostgresResendSinkTask task = task("app.profile:user_id");
    assertThatThrownBy(() -> task.put(List.of(record(Map.of("id", "ada")))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("topic 'consent'")
        .hasMessageNotContaining("ada");
    assertThatThrownBy(() -> task.put(List.of(record(null)))).isInstanceOf(DataException.class);
    task.stop();
  }

  @Test
  void wrong_tables_are_told_at_validation() {
    assertThat(
            new PostgresResendSinkConnector()
                .validate(options("app.profile")).configValues().stream()
                    .flatMap(value -> value.errorMessages().stream())
                    .toList())
        .singleElement()
        .asString()
        .contains("resend.tables")
        .contains("assistant.profile:user_id");
  }
}
