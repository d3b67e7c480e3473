// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.californium;

import io.tern.peers.Options;
import java.util.Properties;
import org.eclipse.californium.elements.config.Configuration;

/// Californium's settings as a command line gives them: `--coap KEY=VALUE`, in the names and units
/// of a `Californium3.properties` file, such as `COAP.PREFERRED_BLOCK_SIZE=64` or
/// `COAP.ACK_TIMEOUT=200[ms]`.
public final class CoapSettings {

  /// The name of the option.
  public static final String OPTION = "coap";

  private CoapSettings() {}

  /// Puts every given setting into `configuration`. Throws [IllegalArgumentException] for a word
  /// without `=`.
  public static void apply(Options options, Configuration configuration) {
    var properties = new Properties();
    for (String setting : options.all(OPTION)) {
      int equals = setting.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("--coap " + setting + ": expected KEY=VALUE");
      }
      properties.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
    }
    configuration.add(properties);
  }
}
