// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Option numbers (RFC 7252 §12.2 and the RFCs named beside them) and what a number itself tells.
public final class OptionNumber {
  public static final int IF_MATCH = 1;
  public static final int URI_HOST = 3;
  public static final int ETAG = 4;
  public static final int IF_NONE_MATCH = 5;

  /// RFC 7641.
  public static final int OBSERVE = 6;

  public static final int URI_PORT = 7;
  public static final int LOCATION_PATH = 8;

  /// RFC 8613.
  public static final int OSCORE = 9;

  public static final int URI_PATH = 11;
  public static final int CONTENT_FORMAT = 12;
  public static final int MAX_AGE = 14;
  public static final int URI_QUERY = 15;

  /// RFC 8768.
  public static final int HOP_LIMIT = 16;

  public static final int ACCEPT = 17;
  public static final int LOCATION_QUERY = 20;

  /// RFC 7959.
  public static final int BLOCK2 = 23;

  /// RFC 7959.
  public static final int BLOCK1 = 27;

  /// RFC 7959.
  public static final int SIZE2 = 28;

  public static final int PROXY_URI = 35;
  public static final int PROXY_SCHEME = 39;

  /// RFC 7959.
  public static final int SIZE1 = 60;

  /// RFC 9175.
  public static final int ECHO = 252;

  /// RFC 7967.
  public static final int NO_RESPONSE = 258;

  /// RFC 9175.
  public static final int REQUEST_TAG = 292;

  private OptionNumber() {}

  /// Whether an endpoint that does not know this option must not ignore it (RFC 7252 §5.4.6).
  public static boolean isCritical(int number) {
    return (number & 1) != 0;
  }
}
