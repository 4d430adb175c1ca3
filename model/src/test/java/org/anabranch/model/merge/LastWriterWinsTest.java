package org.anabranch.model.merge;

import org.anabranch.model.Seeds;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LastWriterWinsTest {

  @Test
  void keeps_every_law_over_thousands_of_histories() {
    MergeLaws laws = MergeLaws.of(new LastWriterWins());
    Seeds.check(5_000, "model", getClass(), seed -> laws.check(Histories.ofSeed(seed)));
  }
}
