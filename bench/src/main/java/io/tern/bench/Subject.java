// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A server that is measured. All get the same heap and the same JVM options.
enum Subject implements Measured {
  /// Sends every datagram back in batches: what any server costs at least.
  ECHO("batch-echo", true),
  CALIFORNIUM("californium", false),
  JAVA_COAP("java-coap", false),
  TERN("tern", false);

  // Californium keeps some 2 KB of every request for 247 s. G1 even on one core: the serial
  // collector, which the JVM would choose there, stops such a heap for seconds.
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xms1g",
          "-Xmx3g",
          "-XX:+UseG1GC",
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          // java-coap warns of its full cache of duplicates some times a second
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");

  private final String title;
  private final boolean echoes;

  Subject(String title, boolean echoes) {
    this.title = title;
    this.echoes = echoes;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public boolean isTern() {
    return this == TERN;
  }

  /// Whether its answers are the requests themselves.
  boolean echoes() {
    return echoes;
  }

  /// Starts it in a process of its own.
  ///
  /// @param prefix words before the command, such as `taskset -c 0`
  /// @param jvmOptions besides those that all servers get
  ServerProcess start(List<String> prefix, String... jvmOptions) throws IOException {
    return ServerProcess.start(
        title,
        switch (this) {
          case ECHO -> command(prefix, EchoServer.class, jvmOptions);
          case TERN -> command(prefix, TernServer.class, jvmOptions);
          case CALIFORNIUM ->
              peer(
                  prefix,
                  List.of(jvmOptions),
                  PeerProgram.CALIFORNIUM,
                  "bench-server",
                  "--coap",
                  "COAP.PREFERRED_BLOCK_SIZE=1024",
                  "--coap",
                  "COAP.MAX_RESOURCE_BODY_SIZE=1000000");
          case JAVA_COAP -> peer(prefix, List.of(jvmOptions), PeerProgram.JAVA_COAP);
        });
  }

  static List<String> peer(
      List<String> prefix, List<String> jvmOptions, PeerProgram program, String... arguments) {
    return PeerLaunch.of(program, arguments)
        .withPrefix(prefix.toArray(new String[0]))
        .withJvmOptions(
            Stream.concat(JVM_OPTIONS.stream(), jvmOptions.stream()).toArray(String[]::new))
        .command();
  }

  /// The command of a program of this module.
  ///
  /// @param jvmOptions besides those that all servers get
  static List<String> command(List<String> prefix, Class<?> main, String... jvmOptions) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of(jvmOptions));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    return command;
  }
}
