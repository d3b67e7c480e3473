// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The event log, read from its beginning once all is over: what was acknowledged is in it.
final class EventCheck {
  private final Findings findings;
  private final Map<String, OfDevice> devices = new HashMap<>();
  private final Map<String, List<String>> ended = new HashMap<>();
  private final Map<String, Integer> types = new TreeMap<>();
  private long lastId;

  /// What the log has of one device, in order.
  static final class OfDevice {
    final List<String> registered = new ArrayList<>();
    final List<String> deregistered = new ArrayList<>();
    final List<Long> sent = new ArrayList<>();
    final List<Long> notified = new ArrayList<>();
  }

  EventCheck(Findings findings) {
    this.findings = findings;
  }

  /// Takes the next event.
  void add(Calls.Event event) {
    if (event.id() <= lastId) {
      findings.violation("event " + event.id() + " came after " + lastId);
    }
    lastId = event.id();
    OfDevice device =
        devices.computeIfAbsent(event.data().at("endpoint").text(), _ -> new OfDevice());
    types.merge(event.type(), 1, Integer::sum);
    String registration = event.data().at("registrationId").text();
    switch (event.type()) {
      case "registered" -> device.registered.add(registration);
      case "deregistered" -> device.deregistered.add(registration);
      case "sent" -> values(event.data(), CrashDevice.SENT, device.sent);
      case "notified" -> values(event.data(), CrashDevice.OBSERVED, device.notified);
      case "command" -> command(event.data().at("command"));
      case "gap", "dropped" -> findings.violation("events are missing before " + event.id());
      default -> {} // nobody was told anything about it
    }
  }

  private static void values(Json event, String path, List<Long> into) {
    for (Json value : event.at("values").items()) {
      long number = value.at("value").number();
      // Of the values that a device tells, none is 0; what it answers to an Observe is.
      if (value.at("path").text().equals("/" + path) && number != 0) {
        into.add(number);
      }
    }
  }

  private void command(Json command) {
    if (command.at("state").text().equals("ended")) {
      ended
          .computeIfAbsent(command.at("id").text(), _ -> new ArrayList<>())
          .add(command.at("outcome", "result").text());
    }
  }

  @Override
  public String toString() {
    return "events " + types;
  }

  /// What there is of a device.
  OfDevice of(String endpoint) {
    return devices.getOrDefault(endpoint, new OfDevice());
  }

  /// A command has one outcome, and was told to have it once.
  void checkCommand(String id, String result) {
    List<String> told = ended.getOrDefault(id, List.of());
    if (!told.equals(List.of(result))) {
      findings.violation("command " + id + " ended as " + result + ", and its events say " + told);
    }
  }
}
