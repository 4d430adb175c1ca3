package org.anabranch.tools;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.anabranch.testkit.servers.PostgresDatabase;

/** A run of the command line in this JVM and what it said. */
record CommandRun(int status, String out, String err) {

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Anabranch.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(status, out.toString(), err.toString());
  }

  static CommandRun resend(PostgresDatabase database, String... more) {
    return of(arguments("resend", "--url=" + url(database), more));
  }

  static CommandRun compare(PostgresDatabase left, PostgresDatabase right, String... more) {
    List<String> arguments = new ArrayList<>();
    withDefaults(arguments, more, "--settle-ms=50", "--wait-ms=300");
    arguments.add("--right-url=" + url(right));
    return of(arguments("compare", "--left-url=" + url(left), arguments.toArray(String[]::new)));
  }

  /** An option may be given once only. */
  static void withDefaults(List<String> arguments, String[] given, String... defaults) {
    arguments.addAll(List.of(given));
    for (String option : defaults) {
      String name = option.substring(0, option.indexOf('='));
      if (arguments.stream().noneMatch(argument -> argument.startsWith(name))) {
        arguments.add(option);
      }
    }
  }

  private static String[] arguments(String command, String first, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, first));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  static String url(PostgresDatabase database) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            database.user(),
            database.password(),
            database.host(),
            database.port(),
            database.name());
  }

  /** Everything that was shown to anybody. */
  String said() {
    return out + err;
  }
}
