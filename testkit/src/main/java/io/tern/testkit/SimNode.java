// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Identity;
import io.tern.coap.Outbound;
import io.tern.coap.Peer;
import io.tern.coap.Timers;
import io.tern.coap.Transport;
import io.tern.coap.timer.TimerWheel;

/// A machine of a simulated world: an address, timers, and whatever takes its datagrams.
public final class SimNode implements Outbound {
  private static final SimReceiver NOBODY = (from, datagram, nowNanos) -> {};

  private final SimNet net;
  private final int number;
  private final String name;
  private Peer peer;
  private Timers timers;
  private SimReceiver receiver = NOBODY;
  private boolean asleep;
  private int rebinds;
  private int crashes;

  SimNode(SimNet net, int number, Address address) {
    this.net = net;
    this.number = number;
    this.name = address.toString();
    this.peer = Peer.udp(address);
    this.timers = new TimerWheel(net.nowNanos());
  }

  /// What it was called first; an address may change, this does not.
  public String name() {
    return name;
  }

  /// Where it is reached now.
  public Address address() {
    return peer.address();
  }

  /// How others see it.
  public Peer peer() {
    return peer;
  }

  /// Its timers, which the world advances. Those of before [#crash] never run.
  public Timers timers() {
    return timers;
  }

  /// Gives what arrives to `next` from now on.
  public void receiver(SimReceiver next) {
    receiver = next;
  }

  /// Others see it from now on as having proved this identity over this transport.
  public void prove(Transport transport, Identity identity) {
    peer = new Peer(transport, peer.address(), identity);
  }

  /// Sends a datagram towards the address of `to`.
  @Override
  public void send(Peer to, Bytes datagram) {
    net.carry(this, to.address(), datagram);
  }

  /// Turns its radio off: what arrives meanwhile is lost. It may still send.
  public void sleep() {
    asleep = true;
  }

  /// Turns its radio on again.
  public void wake() {
    asleep = false;
  }

  /// Whether its radio is off.
  public boolean isAsleep() {
    return asleep;
  }

  /// Moves it to another address, as a device that roams. What is under way to the old one is lost.
  public void moveTo(Address address) {
    net.move(this, address);
  }

  /// Gives it a fresh address, as a translator does that has forgotten it.
  public void rebind() {
    rebinds++;
    moveTo(
        switch (address()) {
          case Address.Ip ip ->
              new Address.Ip(ip.high(), ip.low(), 1 + (ip.port() + 7919) % 65_535, ip.scope());
          case Address.Name any -> new Address.Name(name + "~" + rebinds);
        });
  }

  /// Loses power: its timers and its receiver are gone, its address stays.
  public void crash() {
    crashes++;
    timers = new TimerWheel(net.nowNanos());
    receiver = NOBODY;
  }

  @Override
  public String toString() {
    return name;
  }

  /// How often it has lost power.
  int crashes() {
    return crashes;
  }

  int number() {
    return number;
  }

  void address(Address address) {
    peer = new Peer(peer.transport(), address, peer.identity());
  }

  void receive(Peer from, Bytes datagram, long nowNanos) {
    receiver.onDatagram(from, datagram, nowNanos);
  }
}
