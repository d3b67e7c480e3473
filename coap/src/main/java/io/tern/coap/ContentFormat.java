// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// A Content-Format number (RFC 7252 §12.3), 0 to 65535.
public record ContentFormat(int number) {
  public static final ContentFormat TEXT = new ContentFormat(0);
  public static final ContentFormat LINK_FORMAT = new ContentFormat(40);
  public static final ContentFormat OPAQUE = new ContentFormat(42);
  public static final ContentFormat CBOR = new ContentFormat(60);
  public static final ContentFormat SENML_JSON = new ContentFormat(110);
  public static final ContentFormat SENML_CBOR = new ContentFormat(112);
  public static final ContentFormat SENML_ETCH_JSON = new ContentFormat(320);
  public static final ContentFormat SENML_ETCH_CBOR = new ContentFormat(322);
  public static final ContentFormat TLV = new ContentFormat(11542);
  public static final ContentFormat LWM2M_JSON = new ContentFormat(11543);
  public static final ContentFormat LWM2M_CBOR = new ContentFormat(11544);

  public ContentFormat {
    java.util.Objects.checkIndex(number, 65536);
  }

  /// The usual short name, such as `senml-cbor`, or the number where there is none.
  public String shortName() {
    return switch (number) {
      case 0 -> "text";
      case 40 -> "link-format";
      case 42 -> "opaque";
      case 60 -> "cbor";
      case 110 -> "senml-json";
      case 112 -> "senml-cbor";
      case 320 -> "senml-etch-json";
      case 322 -> "senml-etch-cbor";
      case 11542 -> "tlv";
      case 11543 -> "json";
      case 11544 -> "lwm2m-cbor";
      default -> Integer.toString(number);
    };
  }

  @Override
  public String toString() {
    return shortName();
  }
}
