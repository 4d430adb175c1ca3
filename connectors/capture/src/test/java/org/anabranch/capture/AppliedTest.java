package org.anabranch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.anabranch.model.change.TableName;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.Stamp;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AppliedTest {

  private static final TableName NOTES = new TableName("public", "notes");
  private static final TableName ODD = new TableName("Über|/ schema", "a:b=c,d%");

  @Test
  void the_text_is_the_one_that_stored_offsets_hold() {
    Applied applied =
        Applied.NONE
            .with(new Origin("b"), NOTES, 11, new Stamp(255))
            .with(new Origin("a"), NOTES, 11, new Stamp(16))
            .with(new Origin("a"), NOTES, 2, new Stamp(1))
            .with(new Origin("a"), ODD, 0, new Stamp(2));
    assertThat(applied.text())
        .isEqualTo(
            "1|public/notes 2:a=1 11:a=10,b=ff|%C3%9Cber%7C%2F+schema/a%3Ab%3Dc%2Cd%25 0:a=2");
    assertThat(Applied.parse(applied.text())).isEqualTo(applied);
    assertThat(Applied.parse("1")).isEqualTo(Applied.NONE);
  }

  @Test
  void a_text_of_a_newer_plugin_is_refused_and_so_is_a_damaged_one() {
    assertThatThrownBy(() -> Applied.parse("2|x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("newer plugin");
    assertThatThrownBy(() -> Applied.parse("1|public.notes"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged");
  }
}
