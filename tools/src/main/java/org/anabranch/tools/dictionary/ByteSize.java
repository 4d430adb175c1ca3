package org.anabranch.tools.dictionary;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.tools.console.ToolException;

/** A number of bytes as people write it: {@code 16384}, {@code 16KiB}, {@code 1MiB}. */
public final class ByteSize {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,7})(|kib|mib)");
  private static final int BYTES_MIN = 256;
  private static final int BYTES_MAX = 1 << 20;

  private ByteSize() {}

  /** In bytes; from 256 to 1 MiB, as a dictionary's may be. */
  public static int parse(String option, String text) {
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (form.matches()) {
      long unit =
          switch (form.group(2)) {
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            default -> 1;
          };
      long bytes = Long.parseLong(form.group(1)) * unit;
      if (bytes >= BYTES_MIN && bytes <= BYTES_MAX) {
        return (int) bytes;
      }
    }
    throw new ToolException(option + " is to be from 256 to 1MiB, such as 16KiB");
  }
}
