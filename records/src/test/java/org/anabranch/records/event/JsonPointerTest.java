package org.anabranch.records.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JsonPointerTest {

  /** The examples of RFC 6901, section 5, that name one member. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/foo,foo",
        "/a~1b,a/b",
        "/c%d,c%d",
        "/e^f,e^f",
        "/g|h,g|h",
        "/i\\j,i\\j",
        "/k\"l,k\"l",
        "/m~0n,m~n",
        "/~01,~1"
      })
  void a_member_has_its_pointer(String pointer, String member) {
    assertThat(JsonPointer.to(JsonPointer.WHOLE, member)).isEqualTo(pointer);
    assertThat(JsonPointer.names(pointer)).containsExactly(member);
  }

  @Test
  void the_whole_and_members_without_a_name_and_members_of_members_are_told_apart() {
    assertThat(JsonPointer.names("")).isEmpty();
    assertThat(JsonPointer.names("/")).containsExactly("");
    assertThat(JsonPointer.names("/foo/0")).isEqualTo(List.of("foo", "0"));
    assertThat(JsonPointer.names("/foo/")).isEqualTo(List.of("foo", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "#/foo", "/a~2", "/a~"})
  void anything_else_is_none(String text) {
    assertThatThrownBy(() -> JsonPointer.names(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RFC 6901");
  }
}
