// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// A response above the message layer: code, options, whole body.
public record Response(Code code, Options options, Bytes payload) {
  public Response {
    if (!code.isResponse()) {
      throw new IllegalArgumentException("not a response code: " + code);
    }
  }

  /// A response with neither options nor body.
  public static Response of(Code code) {
    return new Response(code, Options.NONE, Bytes.EMPTY);
  }

  /// An error with a diagnostic payload (RFC 7252 §5.5.2).
  public static Response error(Code code, String diagnostic) {
    return new Response(code, Options.NONE, Bytes.ofUtf8(diagnostic));
  }

  /// A body in a content format.
  public static Response content(Code code, ContentFormat format, Bytes payload) {
    return new Response(code, Options.builder().contentFormat(format).build(), payload);
  }

  /// The body as text: the diagnostic of an error response, never to be parsed.
  public String diagnostic() {
    return payload.utf8();
  }
}
