// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// What carries the messages of a peer.
public enum Transport {
  UDP("coap", false),
  DTLS("coaps", false),
  TCP("coap+tcp", true),
  TLS("coaps+tcp", true),
  SMS("coap+sms", false),
  NON_IP("coap+nonip", false);

  private final String scheme;
  private final boolean stream;

  Transport(String scheme, boolean stream) {
    this.scheme = scheme;
    this.stream = stream;
  }

  /// The URI scheme.
  public String scheme() {
    return scheme;
  }

  /// Whether it is reliable and ordered, so that RFC 8323 applies instead of RFC 7252 §4.
  public boolean isStream() {
    return stream;
  }
}
