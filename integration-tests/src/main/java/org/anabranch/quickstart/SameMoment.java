package org.anabranch.quickstart;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.anabranch.regions.Region;

/** Two transactions in two regions that are both open before either commits. */
final class SameMoment {

  private SameMoment() {}

  static void update(Region first, Region second, String inFirst, String inSecond)
      throws SQLException {
    try (Connection one = first.database().connect();
        Connection two = second.database().connect();
        Statement writeOne = one.createStatement();
        Statement writeTwo = two.createStatement()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      writeOne.execute(inFirst);
      writeTwo.execute(inSecond);
      one.commit();
      two.commit();
    }
  }
}
