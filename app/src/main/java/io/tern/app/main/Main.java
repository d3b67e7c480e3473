// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Entry point of `./tern`.
public final class Main {
  private static final List<Command> COMMANDS =
      List.of(
          new ServerCommand(),
          new DemoCommand(),
          new ClientCommand(),
          new ObjectsCommand(),
          new CrashCommand(),
          new ConfigCommand());

  private Main() {}

  /// Runs the command that `args` name and ends the process with its exit code: 0 for success, 1 for
  /// failure, 2 for a command line or a configuration that cannot be understood.
  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), System.in, System.out, System.err));
  }

  /// Runs the command that `args` name, without ending the process.
  ///
  /// @return the exit code
  static int run(
      String[] args,
      Map<String, String> environment,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    Terminal terminal = new Terminal(environment, in, out, err);
    CommandLine commands = commandLine();
    ParseResult parsed;
    try {
      parsed = commands.parseArgs(args);
    } catch (ParameterException e) {
      return terminal.refuse(sentence(e));
    }
    if (printHelp(parsed, commands, out)) {
      return Exit.OK;
    }
    if (!parsed.hasSubcommand()) {
      return terminal.refuse("name a command: " + names() + ".");
    }
    ParseResult chosen = parsed.subcommand();
    try {
      return COMMANDS.stream()
          .filter(command -> command.spec().name().equals(chosen.commandSpec().name()))
          .findFirst()
          .orElseThrow()
          .run(chosen, terminal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return terminal.fail("interrupted.");
    }
  }

  private static CommandLine commandLine() {
    CommandSpec root = CommandSpec.create().name("tern");
    root.usageMessage().description("LwM2M server, client and demo.");
    root.mixinStandardHelpOptions(true).version("tern " + version());
    CommandLine commands = new CommandLine(root);
    for (Command command : COMMANDS) {
      CommandSpec spec = command.spec();
      spec.addOption(
          CommandLine.Model.OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Shows this.")
              .build());
      commands.addSubcommand(spec.name(), new CommandLine(spec));
    }
    return commands;
  }

  private static boolean printHelp(ParseResult parsed, CommandLine commands, PrintStream out) {
    PrintWriter writer = new PrintWriter(out, true, StandardCharsets.UTF_8);
    ParseResult deepest = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    if (deepest.isUsageHelpRequested()) {
      deepest.commandSpec().commandLine().usage(writer);
    } else if (parsed.isVersionHelpRequested()) {
      commands.printVersionHelp(writer);
    }
    writer.flush();
    return deepest.isUsageHelpRequested() || parsed.isVersionHelpRequested();
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private static String sentence(ParameterException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return message.endsWith(".") ? message : message + ".";
  }

  private static String names() {
    return String.join(", ", COMMANDS.stream().map(command -> command.spec().name()).toList());
  }
}
