// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// A message code `c.dd` (RFC 7252 §12.1): 0.00 empty, 0.dd a method, 2 to 5 a response, 7 signalling.
public final class Code {
  private static final Code[] ALL = new Code[256];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = new Code(i);
    }
  }

  public static final Code EMPTY = of(0, 0);
  public static final Code GET = of(0, 1);
  public static final Code POST = of(0, 2);
  public static final Code PUT = of(0, 3);
  public static final Code DELETE = of(0, 4);
  public static final Code FETCH = of(0, 5);
  public static final Code PATCH = of(0, 6);
  public static final Code IPATCH = of(0, 7);
  public static final Code CREATED = of(2, 1);
  public static final Code DELETED = of(2, 2);
  public static final Code VALID = of(2, 3);
  public static final Code CHANGED = of(2, 4);
  public static final Code CONTENT = of(2, 5);
  public static final Code CONTINUE = of(2, 31);
  public static final Code BAD_REQUEST = of(4, 0);
  public static final Code UNAUTHORIZED = of(4, 1);
  public static final Code BAD_OPTION = of(4, 2);
  public static final Code FORBIDDEN = of(4, 3);
  public static final Code NOT_FOUND = of(4, 4);
  public static final Code METHOD_NOT_ALLOWED = of(4, 5);
  public static final Code NOT_ACCEPTABLE = of(4, 6);
  public static final Code REQUEST_ENTITY_INCOMPLETE = of(4, 8);
  public static final Code CONFLICT = of(4, 9);
  public static final Code PRECONDITION_FAILED = of(4, 12);
  public static final Code REQUEST_ENTITY_TOO_LARGE = of(4, 13);
  public static final Code UNSUPPORTED_CONTENT_FORMAT = of(4, 15);
  public static final Code UNPROCESSABLE_ENTITY = of(4, 22);
  public static final Code TOO_MANY_REQUESTS = of(4, 29);
  public static final Code INTERNAL_SERVER_ERROR = of(5, 0);
  public static final Code NOT_IMPLEMENTED = of(5, 1);
  public static final Code BAD_GATEWAY = of(5, 2);
  public static final Code SERVICE_UNAVAILABLE = of(5, 3);
  public static final Code GATEWAY_TIMEOUT = of(5, 4);
  public static final Code PROXYING_NOT_SUPPORTED = of(5, 5);

  /// Capabilities and Settings (RFC 8323 §5.3).
  public static final Code CSM = of(7, 1);

  public static final Code PING = of(7, 2);
  public static final Code PONG = of(7, 3);
  public static final Code RELEASE = of(7, 4);
  public static final Code ABORT = of(7, 5);

  private final int value;

  private Code(int value) {
    this.value = value;
  }

  /// The code of the octet `value`, 0 to 255; known or not.
  public static Code of(int value) {
    return ALL[value];
  }

  /// The code `codeClass.detail`, class 0 to 7, detail 0 to 31.
  public static Code of(int codeClass, int detail) {
    if (codeClass < 0 || codeClass > 7 || detail < 0 || detail > 31) {
      throw new IllegalArgumentException("no such code: " + codeClass + "." + detail);
    }
    return ALL[codeClass << 5 | detail];
  }

  /// The octet on the wire, 0 to 255.
  public int value() {
    return value;
  }

  /// The class, 0 to 7.
  public int codeClass() {
    return value >> 5;
  }

  /// The detail, 0 to 31.
  public int detail() {
    return value & 31;
  }

  /// Whether this is 0.00, the code of an empty message.
  public boolean isEmpty() {
    return value == 0;
  }

  /// Whether this is a method (0.01 to 0.31).
  public boolean isRequest() {
    return value > 0 && value < 32;
  }

  /// Whether this is a response code (class 2, 4 or 5).
  public boolean isResponse() {
    int c = codeClass();
    return c == 2 || c == 4 || c == 5;
  }

  /// Whether this is a signalling code (class 7): about the connection, not about a resource.
  public boolean isSignal() {
    return codeClass() == 7;
  }

  /// Whether this is a success (class 2).
  public boolean isSuccess() {
    return codeClass() == 2;
  }

  @Override
  public boolean equals(Object object) {
    return this == object;
  }

  @Override
  public int hashCode() {
    return value;
  }

  /// `c.dd`, such as `2.05`.
  @Override
  public String toString() {
    return codeClass() + "." + (detail() < 10 ? "0" : "") + detail();
  }
}
