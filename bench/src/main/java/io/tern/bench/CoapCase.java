// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.Locale;

/// One kind of load.
enum CoapCase {
  /// Confirmable GET, a response of two bytes.
  CON(true),
  /// The same, non-confirmable.
  NON(true),
  /// Confirmable GET, a response of 1 KB.
  GET_1K(false),
  /// GET of 100 KB in blocks of 1024 bytes; a request is a block.
  DOWNLOAD(false),
  /// PUT of 100 KB in blocks of 1024 bytes; a request is a block.
  UPLOAD(false),
  /// The server notifies 10,000 clients, confirmable: non-confirmable ones it has to keep apart (RFC 7641
  /// §4.5.1). A request is a notification.
  FAN_OUT(false),
  /// 10,000 devices that the server observes notify it, confirmable; a request is a notification.
  OBSERVED(false),
  /// The server asks devices, confirmable GET; a request is one of those.
  DOWNLINK(false);

  private static final int BLOCKS = 100;
  private static final int SMALL_BYTES_MIN = 11;
  private static final int LARGE_WINDOW = 48;
  private static final int FAN_WINDOW = 2;

  private final boolean echoed;

  CoapCase(boolean echoed) {
    this.echoed = echoed;
  }

  /// Its name on the command line and in reports.
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether `subject` can do it.
  boolean suits(Subject subject) {
    return switch (subject) {
      case ECHO -> echoed;
      // It sends the whole body where a further block is asked for, and its observations are not
      // measured.
      case JAVA_COAP -> this != DOWNLOAD && this != FAN_OUT && this != OBSERVED;
      case CALIFORNIUM, TERN -> true;
    };
  }

  /// How many answers a unit of the load generator comes to.
  int answersPerUnit() {
    return this == DOWNLOAD || this == UPLOAD ? BLOCKS : 1;
  }

  /// The most that the heap of a server may take: Californium keeps every response for 247 s.
  int heapGigabytes() {
    return switch (this) {
      case CON, NON, FAN_OUT, OBSERVED, DOWNLINK -> 3;
      case GET_1K, DOWNLOAD, UPLOAD -> 8;
    };
  }

  /// How many units are under way at a time.
  int window(BenchOptions options) {
    return switch (this) {
      case CON, NON, OBSERVED -> options.window();
      case GET_1K, DOWNLOAD, UPLOAD -> Math.min(LARGE_WINDOW, options.window());
      case FAN_OUT -> FAN_WINDOW;
      case DOWNLINK -> 0;
    };
  }

  /// Who makes the load.
  Clients clients(Subject subject, int count) {
    return switch (this) {
      case CON -> script(Script.get("bench", true, subject.echoes(), SMALL_BYTES_MIN), count);
      case NON -> script(Script.get("bench", false, subject.echoes(), SMALL_BYTES_MIN), count);
      case GET_1K -> script(Script.get("kilo", true, false, Script.KILO), count);
      case DOWNLOAD -> script(Script.download("large", BLOCKS), count);
      case UPLOAD -> script(Script.upload("large", BLOCKS), count);
      case FAN_OUT -> FanClients.registered(count);
      case OBSERVED, DOWNLINK -> new DeviceClients(count);
    };
  }

  private static Clients script(Script script, int count) {
    return new ScriptClients(script, count);
  }
}
