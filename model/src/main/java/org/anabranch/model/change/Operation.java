package org.anabranch.model.change;

/** What was done to the row, by Debezium's letters. */
public enum Operation {
  CREATE('c'),
  UPDATE('u'),
  DELETE('d'),
  READ('r'),
  TRUNCATE('t'),
  /** Nothing was done to a row: marks and the ends of snapshots. */
  NONE('-');

  private final char code;

  Operation(char code) {
    this.code = code;
  }

  public char code() {
    return code;
  }

  public static Operation of(char code) {
    for (Operation operation : values()) {
      if (operation.code == code) {
        return operation;
      }
    }
    throw new IllegalArgumentException("Unknown operation code " + (int) code);
  }
}
