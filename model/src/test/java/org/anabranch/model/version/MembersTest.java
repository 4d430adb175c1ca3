package org.anabranch.model.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MembersTest {

  private static final Origin EAST = new Origin("aws-us-east-1");
  private static final Origin WEST = new Origin("gcp-europe-west1");

  /** {@code printf 'aws-us-east-1\ngcp-europe-west1\n' | sha256sum | cut -c1-16}. */
  @Test
  void has_a_fingerprint_that_anybody_can_compute() {
    long expected = Long.parseUnsignedLong("bd4fa5099d69c5b6", 16);
    assertThat(new Members(List.of(EAST, WEST)).fingerprint()).isEqualTo(expected);
  }

  /**
   * {@code printf 'aws-us-east-1\ngcp-europe-west1\ncrm:public.session(id)\n' | sha256sum | cut
   * -c1-16}.
   */
  @Test
  void what_else_is_agreed_is_part_of_it() {
    long expected = Long.parseUnsignedLong("bc6d92f1fccbe146", 16);
    Members agreed = new Members(List.of(EAST, WEST), List.of("crm:public.session(id)"));
    assertThat(agreed.fingerprint()).isEqualTo(expected);
    assertThat(agreed).isNotEqualTo(new Members(List.of(EAST, WEST)));
  }

  @Test
  void does_not_depend_on_the_order_of_the_list() {
    Members members = new Members(List.of(WEST, EAST));
    assertThat(members).isEqualTo(new Members(List.of(EAST, WEST, EAST)));
    assertThat(members.origins()).containsExactly(EAST, WEST);
    assertThat(members.fingerprint()).isEqualTo(new Members(List.of(EAST, WEST)).fingerprint());
  }

  @Test
  void has_another_fingerprint_with_another_member() {
    assertThat(new Members(List.of(EAST)).fingerprint())
        .isNotEqualTo(new Members(List.of(EAST, WEST)).fingerprint());
    assertThat(new Members(List.of(EAST)).contains(WEST)).isFalse();
  }

  @Test
  void has_at_least_one() {
    assertThatThrownBy(() -> new Members(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
