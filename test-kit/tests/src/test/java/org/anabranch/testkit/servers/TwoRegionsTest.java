package org.anabranch.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TwoRegionsTest {

  @Test
  void have_two_databases_that_differ_and_one_cluster() throws Exception {
    Leftovers before = Leftovers.now();
    try (TwoRegions regions =
        TwoRegions.withPlugins().worker("offset.storage.topic", "offsets").start()) {
      regions.first().database("app").execute("CREATE TABLE only_here (id int)");

      assertThatThrownBy(() -> regions.second().database("app").execute("SELECT * FROM only_here"))
          .hasMessageContaining("only_here");
      assertThat(regions.rest().connectors()).isEmpty();
      assertThat(regions.broker().admin().listTopics().names().get()).contains("offsets");
    }
    before.assertNothingAdded();
  }

  @Test
  void close_what_has_started_when_one_server_does_not_start() {
    Leftovers before = Leftovers.now();

    assertThatThrownBy(() -> TwoRegions.withPlugins().broker("listeners", "nonsense").start())
        .isInstanceOf(IllegalStateException.class);

    before.assertNothingAdded();
  }
}
