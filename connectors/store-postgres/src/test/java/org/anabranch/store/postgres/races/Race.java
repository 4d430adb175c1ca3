package org.anabranch.store.postgres.races;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.TestInstance;

/** Tests of one kind of race have a region in common, which is empty when one begins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class Race {

  final ContestedRegion region = new ContestedRegion();
  Application application = region.application();

  @BeforeEach
  void begin() throws SQLException {
    region.restart();
    application = region.application();
  }

  @AfterAll
  void end() throws SQLException {
    region.close();
  }
}
