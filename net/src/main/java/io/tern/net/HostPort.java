// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// A host and a port as a person writes them: `HOST:PORT` or `[IPV6]:PORT` (RFC 3986 §3.2).
///
/// `0.0.0.0` is every IPv4 address of this machine, `[::]` every IPv4 and IPv6 address.
///
/// @param host a name or an address, without brackets
/// @param port 0 to 65535; 0 lets the system pick one where it is bound
public record HostPort(String host, int port) {
  private static final int PORT_MAX = 65_535;

  public HostPort {
    if (host.isEmpty() || port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("no host and port: " + host + ":" + port);
    }
  }

  /// What a text spells.
  public sealed interface Parsed {
    /// A host and a port.
    record Ok(HostPort value) implements Parsed {}

    /// Something else.
    ///
    /// @param reason a sentence for the person who wrote it
    record Bad(String reason) implements Parsed {}
  }

  /// Reads `HOST:PORT` or `[IPV6]:PORT`.
  public static Parsed parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      return new Parsed.Bad("\"" + text + "\" has no port; expected HOST:PORT");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return new Parsed.Bad("\"" + text + "\" needs brackets; expected [IPV6]:PORT");
    }
    if (host.isBlank()) {
      return new Parsed.Bad("\"" + text + "\" has no host; expected HOST:PORT");
    }
    int port = port(text.substring(colon + 1));
    return port < 0
        ? new Parsed.Bad("\"" + text + "\" has no port from 0 to 65535")
        : new Parsed.Ok(new HostPort(host, port));
  }

  private static int port(String digits) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number ? Integer.parseInt(digits) : -1;
    return port <= PORT_MAX ? port : -1;
  }

  /// Finds the address of the host, which may ask a name service and block.
  public InetSocketAddress resolve() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /// `HOST:PORT` or `[IPV6]:PORT`.
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
