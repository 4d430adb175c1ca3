package org.anabranch.tools.console;

/** How a command ends, for scripts. */
public enum ExitStatus {
  /** Done; for {@code compare}: no difference. */
  OK(0),
  /**
   * What was asked for is not so: differences that nothing in flight explains, a broken chain,
   * samples that a policy does not judge as they expect.
   */
  DIFFERENT(1),
  /** Bad options, no connection, a refused table: the command did not do what it was asked. */
  ERROR(2),
  /**
   * It is not over yet: all differences may be changes that are still in flight; what was forgotten
   * has not left the log.
   */
  UNDECIDED(3),
  /** What was named is not there: a subject that never had a key. The rest is done. */
  NOT_FOUND(4);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
