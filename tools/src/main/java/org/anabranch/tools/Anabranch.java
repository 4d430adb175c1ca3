package org.anabranch.tools;

import java.io.PrintWriter;
import java.sql.SQLException;
import org.anabranch.tools.console.ExitStatus;
import org.anabranch.tools.console.ToolException;
import org.anabranch.tools.database.SqlProblems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line {@code anabranch}. */
@Command(
    name = "anabranch",
    description = "Works on databases that Anabranch keeps the same in several regions.",
    subcommands = {
      ResendCommand.class,
      CompareCommand.class,
      ProgressCommand.class,
      CheckPolicyCommand.class,
      VerifyAuditCommand.class,
      ForgetCommand.class,
      CreateKeysetCommand.class,
      TrainDictionaryCommand.class,
      CommandLine.HelpCommand.class
    },
    versionProvider = Anabranch.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Anabranch {

  /** Of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Anabranch.class.getPackage().getImplementationVersion();
      return new String[] {"anabranch " + (version == null ? "(not packaged)" : version)};
    }
  }

  private Anabranch() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The commands, to be run with any output. */
  public static CommandLine commandLine() {
    return new CommandLine(new Anabranch())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionExceptionHandler((problem, command, parsed) -> told(problem, command));
  }

  private static int told(Exception problem, CommandLine command) {
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    if (problem instanceof ToolException) {
      err.println(name + ": " + problem.getMessage());
    } else if (problem instanceof SQLException sql) {
      err.println(name + ": the database says: " + SqlProblems.told(sql));
    } else {
      err.println(name + ": " + problem);
      problem.printStackTrace(err);
    }
    err.flush();
    return ExitStatus.ERROR.code();
  }
}
