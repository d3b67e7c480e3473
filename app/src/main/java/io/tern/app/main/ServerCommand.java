// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.config.Config;
import io.tern.app.config.Loaded;
import io.tern.app.config.Settings;
import io.tern.app.log.Field;
import io.tern.app.log.Log;
import io.tern.app.log.LoggingBridge;
import io.tern.net.EpochClock;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `tern server`.
final class ServerCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("server");
    spec.usageMessage().description("Runs the LwM2M server with its REST interface.");
    ConfigOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws InterruptedException {
    Loaded<Config> config = ConfigOptions.load(options, terminal);
    return switch (config) {
      case Loaded.Bad<Config>(String sentence) -> terminal.refuse(sentence);
      case Loaded.Ok<Config>(Config found) ->
          switch (Settings.of(found.values())) {
            case Loaded.Bad<Settings>(String sentence) -> terminal.refuse(sentence);
            case Loaded.Ok<Settings>(Settings settings) -> serve(settings, found, terminal);
          };
    };
  }

  private static int serve(Settings settings, Config config, Terminal terminal)
      throws InterruptedException {
    try (Log log = Log.start(settings.log(), terminal.err(), EpochClock::nowNanos)) {
      LoggingBridge.install(log);
      for (String stranger : config.strangers()) {
        log.warn("this variable belongs to no key and is ignored", new Field("name", stranger));
      }
      return switch (ServerProgram.start(settings, log)) {
        case Loaded.Bad<ServerProgram>(String sentence) -> terminal.fail(sentence);
        case Loaded.Ok<ServerProgram>(ServerProgram program) -> {
          try (program;
              Stop stop = Stop.onSignal(program, log)) {
            terminal.out().println(program.readyLine());
            terminal.out().flush();
            stop.await();
          }
          yield Exit.OK;
        }
      };
    }
  }
}
