package org.anabranch.tools.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with one secret: its content without the line end. */
public final class SecretFile {

  private SecretFile() {}

  public static String read(Path file, String what) {
    try {
      String secret = Files.readString(file).replaceFirst("\\R$", "");
      if (secret.isEmpty()) {
        throw new ToolException("The file of the %s, %s, is empty".formatted(what, file));
      }
      return secret;
    } catch (IOException e) {
      throw new ToolException("The file of the %s, %s, cannot be read".formatted(what, file), e);
    }
  }
}
