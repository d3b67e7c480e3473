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
    int tail = position(size++);
    addresses[tail] = to;
    datagrams[tail] = datagram;
    return true;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /// Where the datagram goes that has `index` others before it.
  Address.Ip address(int index) {
    return addresses[position(index)];
  }

  /// The datagram that has `index` others before it.
  Bytes datagram(int index) {
    return datagrams[position(index)];
  }

  /// Removes the head.
  void remove() {
    position(0);
    addresses[head] = NOWHERE;
    datagrams[head] = Bytes.EMPTY;
    head = head + 1 == datagrams.length ? 0 : head + 1;
    size--;
  }

  private int position(int index) {
    if (index < 0 || index >= size) {
      throw new NoSuchElementException("nothing to send at " + index);
    }
    int position = head + index;
    return position < datagrams.length ? position : position - datagrams.length;
  }
}
