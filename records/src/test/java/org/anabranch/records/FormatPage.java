package org.anabranch.records;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page of docs/formats, whose vectors are read from the page itself. */
public final class FormatPage {

  private static final String FENCE = "```";

  private final List<String> lines;

  private FormatPage(List<String> lines) {
    this.lines = lines;
  }

  /** Opens a page by its file name. */
  public static FormatPage of(String name) {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    try {
      return new FormatPage(Files.readAllLines(module.resolveSibling("docs/formats/" + name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fenced blocks of this name, each as the names and values of its lines. */
  public List<Map<String, String>> blocks(String name) {
    List<Map<String, String>> blocks = new ArrayList<>();
    Map<String, String> open = null;
    for (String line : lines) {
      if (line.equals(FENCE + name)) {
        open = new LinkedHashMap<>();
        blocks.add(open);
      } else if (line.startsWith(FENCE)) {
        open = null;
      } else if (open != null) {
        int colon = line.indexOf(':');
        open.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return blocks;
  }

  /** The rows below the table header that begins so, as their cells without the backquotes. */
  public List<List<String>> rows(String header) {
    List<List<String>> rows = new ArrayList<>();
    boolean within = false;
    for (String line : lines) {
      if (within && !line.startsWith("|")) {
        break;
      }
      if (within && !line.startsWith("|-")) {
        rows.add(cells(line));
      }
      within |= line.startsWith(header);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : List.of(line.substring(1, line.length() - 1).split("\\|", -1))) {
      cells.add(cell.strip().replace("`", ""));
    }
    return cells;
  }
}
