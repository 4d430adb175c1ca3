package org.anabranch.tools.resend;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.database.Key;
import org.anabranch.tools.database.SqlName;
import org.jspecify.annotations.Nullable;

/**
 * How far a command has come, in a file that is always whole: the next run of the same command goes
 * on from there, a run of another one is refused. The file holds a key, so only its owner may read
 * it.
 */
public final class ResendState {

  /** Where the last run stopped: in this table, after this key, so many rows of the table done. */
  record Position(SqlName table, Key key, long rows) {}

  private static final String FORMAT = "1";
  private static final String COMMAND = "command.";

  private final @Nullable Path file;
  private final Map<String, String> command;
  private final @Nullable Position position;
  private final boolean finished;

  private ResendState(
      @Nullable Path file,
      Map<String, String> command,
      @Nullable Position position,
      boolean finished) {
    this.file = file;
    this.command = command;
    this.position = position;
    this.finished = finished;
  }

  /**
   * Reads the file, if there is one already.
   *
   * @param file null to remember nothing
   * @param command the options that make it this command
   */
  public static ResendState open(@Nullable Path file, Map<String, String> command) {
    if (file == null || !Files.exists(file)) {
      return new ResendState(file, command, null, false);
    }
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ToolException("The state file %s cannot be read".formatted(file), e);
    }
    if (!FORMAT.equals(read.getProperty("format"))) {
      throw new ToolException(file + " is no state file of this version");
    }
    command.forEach(
        (option, value) -> {
          if (!value.equals(read.getProperty(COMMAND + option))) {
            throw new ToolException(
                "The state file %s is of another command: %s differs. Give the same options, or another file"
                    .formatted(file, option));
          }
        });
    return new ResendState(
        file, command, position(read), Boolean.parseBoolean(read.getProperty("finished")));
  }

  private static @Nullable Position position(Properties read) {
    String table = read.getProperty("table");
    if (table == null) {
      return null;
    }
    List<String> values = new ArrayList<>();
    for (String value = read.getProperty("key.0");
        value != null;
        value = read.getProperty("key." + values.size())) {
      values.add(value);
    }
    return new Position(
        SqlName.parse(table),
        new Key(List.copyOf(values)),
        Long.parseLong(Objects.requireNonNull(read.getProperty("rows"))));
  }

  /** Where the last run stopped, null where this one begins at the beginning. */
  @Nullable Position position() {
    return position;
  }

  /** Whether the last run did everything. */
  public boolean isFinished() {
    return finished;
  }

  /** The rows up to this key are committed. */
  void reached(Position reached) {
    Properties state = state();
    state.setProperty("table", reached.table().toString());
    state.setProperty("rows", String.valueOf(reached.rows()));
    for (int i = 0; i < reached.key().values().size(); i++) {
      state.setProperty("key." + i, reached.key().values().get(i));
    }
    write(state);
  }

  /** Everything is done. */
  public void finish() {
    Properties state = state();
    state.setProperty("finished", "true");
    write(state);
  }

  private Properties state() {
    Properties state = new Properties();
    state.setProperty("format", FORMAT);
    command.forEach((option, value) -> state.setProperty(COMMAND + option, value));
    return state;
  }

  private void write(Properties state) {
    if (file == null) {
      return;
    }
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      Path next = Files.createTempFile(directory, ".anabranch", null);
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        state.store(out, "anabranch resend");
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The state file " + file + " cannot be written", e);
    }
  }
}
