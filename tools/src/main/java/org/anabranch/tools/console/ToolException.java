package org.anabranch.tools.console;

/** What keeps a command from its work, said to the person who runs it; never a row's value. */
public final class ToolException extends RuntimeException {

  public ToolException(String message) {
    super(message);
  }

  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
