// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

/// The peers there are.
public enum PeerProgram {
  /// Eclipse Leshan as LwM2M client.
  LESHAN_CLIENT("io.tern.peers.leshan.LeshanClientPeer"),
  /// Eclipse Leshan as LwM2M server.
  LESHAN_SERVER("io.tern.peers.leshan.LeshanServerPeer"),
  /// The content formats of Eclipse Leshan.
  LESHAN_CODEC("io.tern.peers.leshan.LeshanCodecPeer"),
  /// Eclipse Californium as CoAP client and server.
  CALIFORNIUM("io.tern.peers.californium.CaliforniumPeer"),
  /// An older Eclipse Californium as CoAP client and server over TCP, which the newer lacks.
  CALIFORNIUM_TCP("io.tern.peers.tcp.CaliforniumTcpPeer"),
  /// java-coap as CoAP server, for benchmarks.
  JAVA_COAP("io.tern.peers.javacoap.JavaCoapPeer");

  private final String mainClass;

  PeerProgram(String mainClass) {
    this.mainClass = mainClass;
  }

  /// The class whose `main` is the program; not on the harness' class path in a usable form, hence
  /// its name only.
  public String mainClass() {
    return mainClass;
  }
}
