package org.anabranch.records.header;

/** The tags of a change's fields; docs/formats/headers.md is the registry. */
final class Tags {

  static final int KIND = 1;
  static final int ORIGIN = 2;
  static final int STAMP = 3;
  static final int SEQUENCE = 4;
  static final int MEMBERS = 5;
  static final int SCHEMA = 6;
  static final int TABLE = 7;
  static final int OPERATION = 8;
  static final int KEY = 9;
  static final int LANE = 10;
  static final int LANES = 11;
  static final int CONTEXT = 12;
  static final int KEY_CONTEXT = 13;
  static final int POSITION = 14;
  static final int COMMITTED_AT = 15;
  static final int WITHHELD = 16;
  static final int UNCHANGED = 17;
  static final int RESELECTED = 18;
  static final int ALTERED = 19;

  static final int WRITE_BEFORE = 65;
  static final int WRITE_AFTER = 66;
  static final int MAPPING = 67;

  /** A reader that does not know a field skips it from here on, and refuses it below. */
  static final int FIRST_IGNORABLE = 64;

  private Tags() {}

  /** Whether a field may come more than once. */
  static boolean repeats(int tag) {
    return (tag >= WITHHELD && tag <= ALTERED)
        || (tag >= FIRST_IGNORABLE && (tag < WRITE_BEFORE || tag > MAPPING));
  }
}
