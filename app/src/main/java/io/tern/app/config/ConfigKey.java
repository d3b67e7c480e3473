// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Every key of the configuration, with what it means. The environment variable of `http.body-bytes-max`
/// is `TERN_HTTP_BODY_BYTES_MAX`, and so on for each.
public enum ConfigKey {
  COAP_BIND(
      "coap.bind",
      "",
      "HOST:PORT where plain CoAP over UDP listens; empty means 127.0.0.1:5683 if insecure allows it,"
          + " none means nowhere. Port 0 picks one."),
  COAPS_BIND("coaps.bind", "", "HOST:PORT for CoAP over DTLS. Not in this version."),
  COAP_TCP_BIND(
      "coap-tcp.bind",
      "",
      "HOST:PORT where plain CoAP over TCP listens; empty for nowhere. Port 0 picks one."),
  COAP_TCP_CONNECTIONS_MAX(
      "coap-tcp.connections-max", "20000", "TCP connections of each event loop; more are closed."),
  COAP_TCP_PER_ADDRESS_MAX(
      "coap-tcp.per-address-max",
      "2000",
      "TCP connections of each event loop from one address, or IPv6 network of 64 bits; more are"
          + " closed."),
  COAP_TCP_IDLE_MAX(
      "coap-tcp.idle-max",
      "5m",
      "After so long a silence the device is asked whether it is there, and its connection closed"
          + " where it is not."),
  COAPS_TCP_BIND("coaps-tcp.bind", "", "HOST:PORT for CoAP over TLS. Not in this version."),
  BOOTSTRAP_COAP_BIND(
      "bootstrap-coap.bind", "", "HOST:PORT for bootstrap over plain CoAP. Not in this version."),
  BOOTSTRAP_COAPS_BIND(
      "bootstrap-coaps.bind", "", "HOST:PORT for bootstrap over DTLS. Not in this version."),
  INSECURE(
      "insecure",
      "none",
      "Whether devices may come without security: none, loopback (only on a loopback address),"
          + " public."),
  LOOPS("loops", "0", "Event loops, 0 for one per processor, at most 64."),
  DATA_DIR(
      "data.dir",
      "tern-data",
      "Folder for what outlives a restart, of one server alone; below the working directory unless it is"
          + " absolute. Made where there is none."),
  DATA_MEMORY(
      "data.memory",
      "false",
      "Whether everything is in memory and ends with the process; data.dir is not used then."),
  MODELS_DIR(
      "models.dir",
      "",
      "Folder of object definition files (.xml) that add to the built-in ones or replace them."),

  LIFETIME_DEFAULT(
      "lwm2m.lifetime-default", "1d", "Lifetime of a device that names none, 1s to 49710d."),
  LIFETIME_MIN(
      "lwm2m.lifetime-min", "0s", "Lifetimes below are refused with 4.00; 0s for no such rule."),
  LIFETIME_MAX(
      "lwm2m.lifetime-max",
      "0s",
      "Lifetimes above, and endless ones, are refused with 4.00; 0s for no such rule."),
  GRACE(
      "lwm2m.grace", "5s", "How long after the end of its lifetime a registration is still there."),
  AWAKE("lwm2m.awake", "93s", "How long a device in queue mode is awake after it was heard of."),
  AWAKE_WINDOWS_MAX(
      "lwm2m.awake-windows-max",
      "100000",
      "Devices that are awake for a time of their own instead; another is refused with 503."),
  REGISTRATIONS_MAX(
      "lwm2m.registrations-max",
      "0",
      "More registrations are refused with 5.03; 0 for as many as half of the heap has room for, 1 KiB"
          + " each."),
  OPERATIONS_WAITING_MAX(
      "lwm2m.operations-waiting-max",
      "64",
      "Operations of one device that wait behind the one under way."),
  REFUSED_DEVIATIONS(
      "lwm2m.refused-deviations",
      "",
      "Deviations from a format that break a payload instead of a warning, such as tlv-wide-integer."),
  OBSERVATIONS_MAX("lwm2m.observations-max", "256", "Observations of one device."),

  PEER_REQUESTS_PER_SECOND_MAX(
      "coap.peer-requests-per-second-max",
      "100",
      "Requests that one device may make in the long run; more are answered with 4.29 and Max-Age. Sixteen"
          + " further blocks of a body count as one. 0 for any number."),
  PEER_REQUESTS_BURST_MAX(
      "coap.peer-requests-burst-max", "500", "Requests that one device may make at once."),
  OVERLOAD_JOURNAL_WAITING_MAX(
      "overload.journal-waiting-max",
      "20000",
      "Changes of one loop not on disk yet: from here Register is answered with 5.03, from twice of it API"
          + " operations with 503."),
  OVERLOAD_BEHIND_MAX(
      "overload.behind-max",
      "3s",
      "How long without a break a loop has more to do than it gets done: from here Register is answered"
          + " with 5.03, from twice of it API operations with 503."),
  OVERLOAD_OPERATIONS_MAX(
      "overload.operations-max",
      "100000",
      "Operations of one loop without outcome; more API operations are answered with 503."),
  OVERLOAD_REGISTERS_PER_TURN_MAX(
      "overload.registers-per-turn-max",
      "64",
      "Registers that a loop carries out in one turn, an eighth of that while there is more to read; the"
          + " others wait."),
  OVERLOAD_REGISTERS_IN_JOURNAL_MAX(
      "overload.registers-in-journal-max",
      "2000",
      "Changes of one loop not on disk yet from which on Register waits for its turn."),
  OVERLOAD_REGISTERS_WAITING_MAX(
      "overload.registers-waiting-max",
      "0",
      "Registers of one loop that wait for their turn; more are answered with 5.03. 0 for as many as a"
          + " sixteenth of the heap has room for, 1 KiB each, 50000 at most."),
  OVERLOAD_REGISTER_WAIT_MAX(
      "overload.register-wait-max",
      "10s",
      "How long a Register may wait for its turn; one that would wait longer is answered with 5.03."),
  OVERLOAD_HEAP_MAX_PERCENT(
      "overload.heap-max-percent",
      "85",
      "Part of the heap in use after a collection from which on Register is answered with 5.03 and API"
          + " operations with 503; 100 for no such rule."),
  OVERLOAD_RETRY_MIN(
      "overload.retry-min",
      "30s",
      "The least Max-Age that a device gets with 5.03 where there is no room for it or the disk takes"
          + " nothing."),
  OVERLOAD_RETRY_MAX(
      "overload.retry-max", "90s", "The greatest Max-Age that a device gets with any 5.03."),

  HTTP_BIND("http.bind", "127.0.0.1:8080", "HOST:PORT of the REST interface. Port 0 picks one."),
  HTTP_PUBLIC(
      "http.public",
      "false",
      "Whether the REST interface, which has no login yet, may listen on other than a loopback"
          + " address."),
  HTTP_BODY_BYTES_MAX("http.body-bytes-max", "1MiB", "Longer request bodies are refused with 413."),
  HTTP_HEADER_BYTES_MAX(
      "http.header-bytes-max",
      "16KiB",
      "Longer request headers are refused with 431; at least 1KiB."),
  HTTP_REQUESTS_MAX(
      "http.requests-max", "256", "Requests at work at a time; more are refused with 503."),
  HTTP_CONNECTIONS_MAX(
      "http.connections-max",
      "1024",
      "Connections at a time; more are not accepted until one ends."),
  HTTP_IDLE_MAX(
      "http.idle-max",
      "30s",
      "A connection that is silent for longer is closed; at least 20s, for event streams say"
          + " something each 15 s."),
  HTTP_DRAIN_MAX("http.drain-max", "10s", "How long a stop waits for requests under way."),

  API_TIMEOUT_DEFAULT(
      "api.timeout-default", "30s", "How long a call waits for a device unless it says ?timeout=."),
  API_TIMEOUT_MAX("api.timeout-max", "5m", "The longest ?timeout= that a call may ask for."),

  EVENTS_STREAMS_MAX(
      "events.streams-max", "64", "Event streams at a time; more are refused with 503."),
  EVENTS_KEPT_MAX(
      "events.kept-max", "1000000", "Events kept for streams that resume or lag; the oldest go."),
  EVENTS_KEPT_BYTES_MAX(
      "events.kept-bytes-max", "16MiB", "Bytes of the events kept where they are in memory."),
  EVENTS_AGE_MAX("events.age-max", "7d", "Older events are deleted, where they are on the disk."),
  VALUES_KEPT_MAX(
      "values.kept-max", "1000", "Values kept of each resource of each device; 0 keeps none."),
  VALUES_AGE_MAX("values.age-max", "30d", "Older values are deleted, where they are on the disk."),
  VALUES_IN_MEMORY_MAX(
      "values.in-memory-max",
      "100000",
      "Values of all devices together, where they are in memory."),
  COMMANDS_PER_DEVICE_MAX(
      "commands.per-device-max",
      "100",
      "Commands of one device without outcome; more are refused with 503."),
  COMMANDS_TOTAL_MAX(
      "commands.total-max",
      "1000000",
      "Commands of all devices without outcome; more are refused with 503."),
  COMMANDS_ATTEMPTS_MAX(
      "commands.attempts-max",
      "5",
      "How often a command is sent in vain until that is its outcome; Execute and Create once."),
  COMMANDS_ANSWER_MAX(
      "commands.answer-max", "93s", "How long the answer to a command is waited for."),
  COMMANDS_READS_AT_ONCE_MAX(
      "commands.reads-at-once-max",
      "16",
      "Reads that wait for a device and go out as one Read-Composite; 1 for each by itself."),
  COMMANDS_KEPT_MAX(
      "commands.kept-max",
      "100000",
      "Of the latest so many commands those that have ended are kept, where they are on the disk."),
  COMMANDS_AGE_MAX(
      "commands.age-max",
      "30d",
      "Commands that ended longer ago are deleted, where they are on the disk."),
  STORE_WAITING_MAX(
      "store.waiting-max",
      "0",
      "Changes that wait for the disk; while there are more, devices are answered 5.03. 0 for as many as a"
          + " sixteenth of the heap has room for, 1 KiB each, 65536 at most."),

  LOG_FORMAT("log.format", "text", "text for people, json for one object a line."),
  LOG_LEVEL("log.level", "info", "The least level written: debug, info, warn, error."),
  LOG_PER_SECOND_MAX(
      "log.per-second-max", "20", "Lines of one kind per second, where peers can cause them.");

  private final String key;
  private final String initial;
  private final String meaning;

  ConfigKey(String key, String initial, String meaning) {
    this.key = key;
    this.initial = initial;
    this.meaning = meaning;
  }

  /// As the file and `--set` write it, such as `http.body-bytes-max`.
  public String key() {
    return key;
  }

  /// The value where nobody gives one.
  public String initial() {
    return initial;
  }

  /// What it means, in a sentence or two.
  public String meaning() {
    return meaning;
  }

  /// The environment variable, such as `TERN_HTTP_BODY_BYTES_MAX`.
  public String variable() {
    return "TERN_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// The key of that name.
  public static Optional<ConfigKey> named(String key) {
    return Arrays.stream(values()).filter(known -> known.key.equals(key)).findFirst();
  }
}
