// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.ContentFormat;

/// A format whose payloads are read and written.
enum FormatKind {
  TLV,
  SENML_JSON,
  SENML_CBOR,
  LWM2M_CBOR;

  /// Its name on the command line.
  String title() {
    return format().shortName();
  }

  ContentFormat format() {
    return switch (this) {
      case TLV -> ContentFormat.TLV;
      case SENML_JSON -> ContentFormat.SENML_JSON;
      case SENML_CBOR -> ContentFormat.SENML_CBOR;
      case LWM2M_CBOR -> ContentFormat.LWM2M_CBOR;
    };
  }
}
