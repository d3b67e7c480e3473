// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import java.util.Arrays;
import java.util.NoSuchElementException;

/// A bounded first-in-first-out queue of datagrams to send, without an object per entry.
final class SendQueue {
  private static final Address.Ip NOWHERE = Address.Ip.v4(0, 0);

  private final Address.Ip[] addresses;
  private final Bytes[] datagrams;
  private int head;
  private int size;

  SendQueue(int capacity) {
    addresses = new Address.Ip[capacity];
    datagrams = new Bytes[capacity];
    Arrays.fill(addresses, NOWHERE);
    Arrays.fill(datagrams, Bytes.EMPTY);
  }

  /// Whether there was room.
  boolean offer(Address.Ip to, Bytes datagram) {
    if (size == datagrams.length) {
      return false;
    }
    int tail = (head + size) % datagrams.length;
    addresses[tail] = to;
    datagrams[tail] = datagram;
    size++;
    return true;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  Address.Ip address() {
    requireOne();
    return addresses[head];
  }

  Bytes datagram() {
    requireOne();
    return datagrams[head];
  }

  /// Removes the head.
  void remove() {
    requireOne();
    addresses[head] = NOWHERE;
    datagrams[head] = Bytes.EMPTY;
    head = (head + 1) % datagrams.length;
    size--;
  }

  private void requireOne() {
    if (size == 0) {
      throw new NoSuchElementException("nothing to send");
    }
  }
}
