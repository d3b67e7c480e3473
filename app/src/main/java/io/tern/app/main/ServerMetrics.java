// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.device.Devices;
import io.tern.app.log.Log;
import io.tern.app.metrics.MetricsText;
import io.tern.app.model.ModelLibrary;
import io.tern.app.rest.http.HttpCounters;
import io.tern.app.store.Store;
import io.tern.app.store.StoreHealth;
import io.tern.coap.EndpointEvents;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.net.NetCounters;
import io.tern.net.NetEvents;
import io.tern.server.Pressure;
import io.tern.server.ServerEvents;
import io.tern.server.engine.LwM2mServer;
import io.tern.server.memory.MessageCounters;
import io.tern.server.memory.ServerCounters;
import java.util.Locale;

/// The page of counters.
final class ServerMetrics {
  private final LwM2mServer server;
  private final Devices devices;
  private final ModelLibrary models;
  private final Store store;
  private final HttpCounters http;
  private final Log log;

  ServerMetrics(
      LwM2mServer server,
      Devices devices,
      ModelLibrary models,
      Store store,
      HttpCounters http,
      Log log) {
    this.server = server;
    this.devices = devices;
    this.models = models;
    this.store = store;
    this.http = http;
    this.log = log;
  }

  /// The page as it is now.
  ///
  /// @param openStreams how many event streams are open
  String page(int openStreams) {
    MetricsText text = new MetricsText();
    lwm2m(text);
    coap(text);
    net(text);
    store(text);
    for (int statusClass = 1; statusClass <= 5; statusClass++) {
      text.counter(
          "tern_http_responses_total",
          "HTTP responses",
          "class",
          statusClass + "xx",
          http.answered(statusClass));
    }
    text.gauge("tern_http_event_streams", "Open event streams", openStreams);
    text.counter("tern_log_dropped_total", "Log lines dropped: slow stream", log.dropped());
    Runtime runtime = Runtime.getRuntime();
    text.gauge(
        "tern_heap_used_bytes", "Java heap in use", runtime.totalMemory() - runtime.freeMemory());
    return text.toString();
  }

  private void lwm2m(MetricsText text) {
    ServerCounters counters = server.counters();
    text.gauge("tern_registrations", "Registered devices", devices.count());
    text.gauge(
        "tern_awake_windows",
        "Devices with an awake window of their own",
        server.awakeTimes().count());
    text.counter("tern_registered_total", "Registers accepted", counters.registered());
    text.counter("tern_updated_total", "Updates accepted", counters.updated());
    text.counter("tern_deregistered_total", "De-registers accepted", counters.deregistered());
    text.counter("tern_expired_total", "Registrations expired", counters.expired());
    text.counter("tern_notified_total", "Notifications decoded", counters.notified());
    text.gauge(
        "tern_models_skipped", "Uploaded definition files that are none", models.skipped().size());
    text.counter("tern_misfit_total", "Payloads with values not allowed", devices.misfits());
    text.counter("tern_sent_total", "Sends accepted", counters.sent());
    text.counter("tern_undecodable_total", "Payloads not decodable", counters.undecodable());
    text.counter("tern_foreign_total", "Messages of another identity", counters.foreign());
    text.counter("tern_journal_failures_total", "Changes not stored", counters.journalFailures());
    for (Tolerance tolerance : Tolerance.values()) {
      text.counter(
          "tern_tolerated_total",
          "Payloads understood in spite of a deviation",
          "deviation",
          tolerance.label(),
          counters.tolerated(tolerance));
    }
    for (ServerEvents.Refusal reason : ServerEvents.Refusal.values()) {
      text.counter(
          "tern_refused_total",
          "Requests of devices refused",
          "reason",
          label(reason),
          counters.refused(reason));
    }
    for (Pressure pressure : Pressure.values()) {
      text.counter(
          "tern_pressure_total",
          "Times a loop came under this pressure",
          "pressure",
          label(pressure),
          counters.pressure(pressure));
    }
    text.counter("tern_shed_total", "API operations refused under pressure", counters.shed());
    for (ServerEvents.CommandBound bound : ServerEvents.CommandBound.values()) {
      text.counter(
          "tern_commands_refused_total",
          "Commands refused because too many wait",
          "bound",
          label(bound),
          counters.commandsRefused(bound));
    }
    text.counter("tern_events_lost_total", "Events lost: slow listener", server.eventsLost());
    text.counter(
        "tern_listener_failures_total", "Failed event listeners", server.listenerFailures());
  }

  private void store(MetricsText text) {
    StoreHealth health = store.health();
    text.gauge(
        "tern_store_failing",
        "1 while nothing can be stored",
        health.trouble().isPresent() ? 1 : 0);
    text.gauge("tern_store_waiting", "Changes that wait for the disk", health.waiting());
    text.counter("tern_store_commits_total", "Groups of changes stored", health.commits());
    text.counter("tern_store_changes_total", "Changes stored", health.changes());
    text.counter("tern_store_failures_total", "Groups that could not be stored", health.failures());
    text.counter("tern_store_quarantined_total", "Damaged records set aside", health.quarantined());
    text.counter(
        "tern_store_events_lost_total", "Events of plain refreshes lost", health.eventsLost());
  }

  private void coap(MetricsText text) {
    MessageCounters counters = server.messageCounters();
    text.counter("tern_coap_received_total", "CoAP messages decoded", counters.received());
    text.counter("tern_coap_sent_total", "CoAP messages sent", counters.sent());
    text.counter("tern_coap_malformed_total", "Datagrams not decodable", counters.malformed());
    text.counter("tern_coap_duplicates_total", "Messages that came again", counters.duplicates());
    text.counter("tern_coap_retransmitted_total", "Messages sent again", counters.retransmitted());
    text.counter("tern_coap_failures_total", "Failed handlers: bugs", counters.failures());
    for (EndpointEvents.Rejection reason : EndpointEvents.Rejection.values()) {
      text.counter(
          "tern_coap_rejected_total",
          "CoAP messages dropped or refused",
          "reason",
          label(reason),
          counters.rejected(reason));
    }
  }

  private void net(MetricsText text) {
    NetCounters counters = server.netCounters();
    text.counter("tern_udp_received_total", "Datagrams read", counters.datagramsReceived());
    text.counter("tern_udp_received_bytes_total", "Bytes read", counters.bytesReceived());
    text.counter("tern_udp_sent_total", "Datagrams sent", counters.datagramsSent());
    text.counter("tern_udp_sent_bytes_total", "Bytes sent", counters.bytesSent());
    text.counter("tern_loop_handed_over_total", "Handed to another loop", counters.handedOver());
    text.counter("tern_loop_mailbox_full_total", "Posts refused", counters.mailboxFull());
    text.counter("tern_loop_failures_total", "Exceptions a loop survived", counters.failures());
    text.counter(
        "tern_udp_dropped_total",
        "Datagrams lost here",
        "reason",
        "receive-buffer-full",
        counters.overflowed());
    for (NetEvents.Drop reason : NetEvents.Drop.values()) {
      text.counter(
          "tern_udp_dropped_total",
          "Datagrams lost here",
          "reason",
          label(reason),
          counters.dropped(reason));
    }
  }

  private static String label(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
