// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.config.Config;
import io.tern.app.config.Loaded;
import io.tern.app.config.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `tern config`.
final class ConfigCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("config");
    spec.usageMessage()
        .description(
            "Checks the configuration that 'tern server' would use with the same options and"
                + " environment, and prints it as a file with every key explained.");
    ConfigOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    return switch (ConfigOptions.load(options, terminal)) {
      case Loaded.Bad<Config>(String sentence) -> terminal.refuse(sentence);
      case Loaded.Ok<Config>(Config config) -> {
        terminal.out().print(config.show());
        terminal.out().flush();
        yield Settings.of(config.values()) instanceof Loaded.Bad<Settings>(String sentence)
            ? terminal.refuse(sentence)
            : Exit.OK;
      }
    };
  }
}
