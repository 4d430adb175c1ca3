package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PortRangeTest {

  @Test
  void whoever_asks_later_gets_other_ports_while_there_are_any() {
    PortRange one = PortRange.ofThisJvm();
    PortRange other = PortRange.ofThisJvm();
    // With many builds on one machine there may be none left.
    if (one.isOwn() && other.isOwn()) {
      assertThat(other.first()).isNotEqualTo(one.first());
    }
    assertThat(one.first()).isBetween(20_000, 32_000 - PortRange.SIZE);
    assertThat(other.first()).isBetween(20_000, 32_000 - PortRange.SIZE);
  }
}
