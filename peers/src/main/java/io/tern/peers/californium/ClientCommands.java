// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.californium;

import io.tern.peers.Body;
import io.tern.peers.Console;
import io.tern.peers.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.jspecify.annotations.Nullable;

/// The CoAP client's commands: `METHOD URI [con|non] [format=N] [accept=N] [timeout=MILLIS]
/// [BODY]`.
final class ClientCommands {

  private static final long TIMEOUT_MILLIS = 20_000;

  private final Console console;
  private final Endpoint endpoint;
  private final Map<String, CoapObserveRelation> relations = new HashMap<>();

  ClientCommands(Console console, Endpoint endpoint) {
    this.console = console;
    this.endpoint = endpoint;
  }

  Map<String, Console.Command> commands() {
    Map<String, Console.Command> commands = new HashMap<>();
    for (CoAP.Code code : CoAP.Code.values()) {
      if (code != CoAP.Code.CUSTOM_30) {
        commands.put(code.name().toLowerCase(Locale.ROOT), line -> request(code, line));
      }
    }
    commands.put("observe", this::observe);
    commands.put("cancel", this::cancel);
    commands.put("ping", this::ping);
    return commands;
  }

  private List<String> request(CoAP.Code code, Line line) throws ConnectorException, IOException {
    return answer(client(line).advanced(request(line, code)));
  }

  private static Request request(Line line, CoAP.Code code) {
    var request = new Request(code, line.words().contains("non") ? CoAP.Type.NON : CoAP.Type.CON);
    request.setURI(line.word(1));
    line.value("format").map(Integer::valueOf).ifPresent(request.getOptions()::setContentFormat);
    line.value("accept").map(Integer::valueOf).ifPresent(request.getOptions()::setAccept);
    line.from(2).stream()
        .filter(Body::isBody)
        .findFirst()
        .map(Body::parse)
        .ifPresent(request::setPayload);
    return request;
  }

  private CoapClient client(Line line) {
    long timeoutMillis = line.value("timeout").map(Long::valueOf).orElse(TIMEOUT_MILLIS);
    return new CoapClient(line.word(1)).setEndpoint(endpoint).setTimeout(timeoutMillis);
  }

  private List<String> observe(Line line) throws ConnectorException, IOException {
    String uri = line.word(1);
    var request = request(line, CoAP.Code.GET).setObserve();
    CoapObserveRelation relation =
        client(line).observeAndWait(request, new Notifications(console, uri));
    if (!relation.isCanceled()) {
      relations.put(uri, relation);
    }
    return answer(relation.getCurrent());
  }

  /// `cancel URI`: forgets the observation, so that the next notification is reset; with
  /// `way=active` sends a GET that deregisters.
  private List<String> cancel(Line line) {
    CoapObserveRelation relation = relations.remove(line.word(1));
    if (relation == null) {
      return List.of("error", "NotObserved", line.word(1));
    }
    if ("active".equals(line.value("way").orElse(""))) {
      relation.proactiveCancel();
    } else {
      relation.reactiveCancel();
    }
    return List.of("ok");
  }

  private List<String> ping(Line line) {
    return List.of(client(line).ping() ? "ok" : "timeout");
  }

  private static List<String> answer(@Nullable CoapResponse response) {
    return response == null ? List.of("timeout") : words(response);
  }

  private static List<String> words(CoapResponse response) {
    List<String> words = new ArrayList<>();
    var options = response.getOptions();
    words.add(response.getCode().text);
    words.add("type=" + response.advanced().getType());
    if (options.hasObserve()) {
      words.add("observe=" + options.getObserve());
    }
    if (options.hasContentFormat()) {
      words.add("format=" + options.getContentFormat());
    }
    if (!options.getLocationPath().isEmpty()) {
      words.add("location=" + options.getLocationString());
    }
    words.addAll(Body.words(response.getPayload()));
    return words;
  }

  /// Prints each notification after the first response, which is the command's answer.
  private static final class Notifications implements CoapHandler {

    private final Console console;
    private final String uri;
    private boolean answered;

    Notifications(Console console, String uri) {
      this.console = console;
      this.uri = uri;
    }

    @Override
    public synchronized void onLoad(CoapResponse response) {
      if (!answered) {
        answered = true;
        return;
      }
      List<String> event = new ArrayList<>(List.of(uri));
      event.addAll(words(response));
      console.event("notified", event);
    }

    @Override
    public void onError() {
      console.event("observe-failed", uri);
    }
  }
}
