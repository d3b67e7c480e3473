// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Who a peer has proved to be. Produced by the security layer, carried by [Peer], judged by the
/// server's access rules.
public sealed interface Identity {
  /// Nobody in particular: a transport without security.
  Identity ANONYMOUS = new Anonymous();

  /// No proof of anything.
  record Anonymous() implements Identity {
    @Override
    public String toString() {
      return "anonymous";
    }
  }

  /// Holder of the pre-shared key with this identity hint (RFC 4279 §5.1).
  record Psk(String identity) implements Identity {
    @Override
    public String toString() {
      return "psk:" + identity;
    }
  }

  /// Holder of the private key to this SubjectPublicKeyInfo in DER (RFC 7250).
  record RawKey(Bytes subjectPublicKeyInfo) implements Identity {
    @Override
    public String toString() {
      return "rpk:" + subjectPublicKeyInfo.hex();
    }
  }

  /// Holder of the private key to a certificate that was verified.
  ///
  /// @param commonName the subject's CN, empty where there is none
  /// @param subjectNames subject alternative names
  record Certificate(String commonName, java.util.List<String> subjectNames) implements Identity {
    public Certificate {
      subjectNames = java.util.List.copyOf(subjectNames);
    }

    @Override
    public String toString() {
      return "x509:" + commonName;
    }
  }

  /// Holder of an OSCORE security context (RFC 8613 §3).
  record Oscore(Bytes senderId, Bytes idContext) implements Identity {
    @Override
    public String toString() {
      return "oscore:" + senderId.hex() + "/" + idContext.hex();
    }
  }
}
