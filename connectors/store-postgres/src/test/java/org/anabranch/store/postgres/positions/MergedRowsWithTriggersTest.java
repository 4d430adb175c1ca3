package org.anabranch.store.postgres.positions;

import static org.anabranch.sink.store.NoteChange.A;
import static org.anabranch.sink.store.NoteChange.B;
import static org.anabranch.sink.store.NoteChange.by;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Rule M7 for every way in which a merge writes a row, up to its commit. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MergedRowsWithTriggersTest {

  private final NoteRegion region =
      new NoteRegion(
          "CREATE TABLE contract.note (id bigint PRIMARY KEY, body varchar(40), extra text)",
          "ALTER TABLE contract.note REPLICA IDENTITY FULL",
          "CREATE TABLE contract.owned (id int PRIMARY KEY, note bigint REFERENCES contract.note"
              + " ON DELETE CASCADE ON UPDATE CASCADE)",
          "CREATE TABLE contract.linked (id int PRIMARY KEY, note bigint REFERENCES contract.note"
              + " ON DELETE SET NULL)",
          "CREATE TABLE contract.strict (id int PRIMARY KEY, note bigint REFERENCES contract.note"
              + " DEFERRABLE INITIALLY DEFERRED)",
          "CREATE TABLE contract.fired (what text)",
          "CREATE FUNCTION contract.fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " INSERT INTO contract.fired VALUES (TG_NAME || ' ' || TG_OP);"
              + " IF TG_WHEN = 'BEFORE' AND TG_OP <> 'DELETE' THEN NEW.extra := 'changed'; END IF;"
              + " RETURN coalesce(NEW, OLD); END $$",
          "CREATE TRIGGER before_row BEFORE INSERT OR UPDATE OR DELETE ON contract.note"
              + " FOR EACH ROW EXECUTE FUNCTION contract.fire()",
          "CREATE TRIGGER after_statement AFTER INSERT OR UPDATE OR DELETE ON contract.note"
              + " FOR EACH STATEMENT EXECUTE FUNCTION contract.fire()",
          "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE OR DELETE ON contract.note"
              + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contract.fire()");

  private final long own = region.writes("INSERT INTO contract.note VALUES (1, 'a9')").position();

  @AfterEach
  void close() {
    region.close();
  }

  private void nothingElseHappened() {
    assertThat(region.database.text("SELECT string_agg(what, ', ') FROM contract.fired")).isNull();
    assertThat(
            region.database.text(
                "SELECT concat_ws(' ', o.note, l.note, s.note)"
                    + " FROM contract.owned o, contract.linked l, contract.strict s"))
        .isEqualTo("1 1 1");
  }

  @Test
  void nothing_is_set_off_by_a_row_that_is_written_restored_deleted_and_deleted_again() {
    assertThat(region.database.text("SELECT count(*) FROM contract.fired"))
        .as("what the application's own insert set off")
        .isEqualTo("3");
    region.database.execute(
        "INSERT INTO contract.owned VALUES (1, 1)",
        "INSERT INTO contract.linked VALUES (1, 1)",
        "INSERT INTO contract.strict VALUES (1, 1)",
        "TRUNCATE contract.fired");

    region.merge(by(B, 5).writes(1, "b5"));
    assertThat(region.body(1)).isEqualTo("b5");
    nothingElseHappened();

    assertThat(region.merge(by(A, 9).at(own).writes(1, "a9")).rewritten()).isEqualTo(1);
    assertThat(region.body(1)).isEqualTo("a9");
    nothingElseHappened();

    region.merge(by(B, 11).saw(A, 9).deletes(1));
    assertThat(region.body(1)).isNull();
    nothingElseHappened();

    long position = Long.parseLong(String.valueOf(region.version("written_at", 1)));
    region.merge(by(A, 12).saw(B, 5).at(position).writes(1, "a12"));
    assertThat(region.body(1)).as("restored where it was missing").isEqualTo("a12");
    nothingElseHappened();

    region.merge(by(B, 20).saw(A, 12).deletes(1));
    region.merge(by(A, 13).at(position).writes(1, "a13"));
    assertThat(region.body(1)).as("deleted again").isNull();
    nothingElseHappened();
  }

  @Test
  void what_a_trigger_of_the_application_changes_in_a_row_is_part_of_its_change() {
    assertThat(region.database.text("SELECT extra FROM contract.note")).isEqualTo("changed");

    region.merge(by(B, 5).writes(1, "b5"));

    assertThat(region.database.text("SELECT extra FROM contract.note")).isNull();
  }
}
