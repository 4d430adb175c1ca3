package org.anabranch.model.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChangeIdTest {

  @Test
  void orders_by_stamp_then_origin() {
    ChangeId a2 = new ChangeId(new Origin("a"), new Stamp(2));
    ChangeId b1 = new ChangeId(new Origin("b"), new Stamp(1));
    ChangeId b2 = new ChangeId(new Origin("b"), new Stamp(2));
    List<ChangeId> sorted = Stream.of(b2, a2, b1).sorted().toList();
    assertThat(sorted).containsExactly(b1, a2, b2);
    assertThat(b2).hasToString("b@0.2");
  }
}
