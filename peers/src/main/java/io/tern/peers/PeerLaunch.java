// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How to start a peer.
///
/// @param program which peer
/// @param prefix words before the `java` command, such as `taskset -c 0`; mostly empty
/// @param jvmOptions options of the peer's JVM, such as `-Xmx3g`
/// @param arguments the peer's own arguments (`peers/README.md`)
public record PeerLaunch(
    PeerProgram program, List<String> prefix, List<String> jvmOptions, List<String> arguments) {

  /// What the build of a module with peers writes down beside their classes.
  private static final String CLASS_PATH_FILE = "peer.classpath";

  public PeerLaunch {
    prefix = List.copyOf(prefix);
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
  }

  /// A small JVM that starts fast, with these arguments.
  public static PeerLaunch of(PeerProgram program, String... arguments) {
    return new PeerLaunch(
        program,
        List.of(),
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        List.of(arguments));
  }

  /// The same with these JVM options in place of the small JVM's, as a benchmark wants.
  public PeerLaunch withJvmOptions(String... options) {
    return new PeerLaunch(program, prefix, List.of(options), arguments);
  }

  /// The same, started by this command.
  public PeerLaunch withPrefix(String... words) {
    return new PeerLaunch(program, List.of(words), jvmOptions, arguments);
  }

  /// Starts the peer and waits until it is ready. Throws [IllegalStateException] if it does not get
  /// there.
  public PeerProcess start() {
    return PeerProcess.start(this);
  }

  /// The command line of the peer's process. It uses the JDK this JVM runs on and the peers' own
  /// class path, which the build of this module wrote down.
  public List<String> command() {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classPath());
    command.add(program.mainClass());
    command.addAll(arguments);
    return command;
  }

  /// This harness, the module of the program, and its libraries.
  private String classPath() {
    URL file = classPathFile();
    try (InputStream in = file.openStream()) {
      String libraries = new String(in.readAllBytes(), UTF_8).strip();
      return String.join(File.pathSeparator, ownLocation().toString(), root(file), libraries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URL classPathFile() {
    String name = classPathFileName();
    URL file = PeerLaunch.class.getResource("/" + name);
    if (file == null) {
      throw new IllegalStateException(name + " is missing: build the modules of peers with Maven");
    }
    return file;
  }

  /// The modules of peers differ in the third part of their packages' names; the first has none.
  private String classPathFileName() {
    boolean tcp = program == PeerProgram.CALIFORNIUM_TCP;
    return (tcp ? "io/tern/peers/tcp/" : "io/tern/peers/") + CLASS_PATH_FILE;
  }

  /// The folder or archive that holds `file`.
  private String root(URL file) {
    String place = file.toString();
    String folder = place.substring(0, place.length() - classPathFileName().length());
    String bare = folder.startsWith("jar:") ? folder.substring(4, folder.indexOf("!/")) : folder;
    return Path.of(URI.create(bare)).toString();
  }

  private static Path ownLocation() {
    try {
      return Path.of(PeerLaunch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
