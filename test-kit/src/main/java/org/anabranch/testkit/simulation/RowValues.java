package org.anabranch.testkit.simulation;

/** What an application writes into rows. */
interface RowValues {

  /** A row that was not there. */
  String fresh(RowKey key);

  /** A row that is written over. */
  String replaced(RowKey key, String before);

  /** A row that is updated. */
  String changed(RowKey key, String before);
}
