// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.tcp;

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
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.californium.elements.exception.ConnectorException;
import org.jspecify.annotations.Nullable;

/// `METHOD URI [BODY]`, `observe URI`, `cancel URI`.
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
    for (Code code : Code.values()) {
      commands.put(code.name().toLowerCase(Locale.ROOT), line -> request(code, line));
    }
    commands.put("observe", this::observe);
    commands.put("cancel", this::cancel);
    return commands;
  }

  private List<String> request(Code code, Line line) throws ConnectorException, IOException {
    Request request = new Request(code);
    request.setURI(line.word(1));
    line.from(2).stream()
        .filter(Body::isBody)
        .findFirst()
        .map(Body::parse)
        .ifPresent(request::setPayload);
    return answer(client(line).advanced(request));
  }

  private CoapClient client(Line line) {
    return new CoapClient(line.word(1)).setEndpoint(endpoint).setTimeout(TIMEOUT_MILLIS);
  }

  private List<String> observe(Line line) throws ConnectorException, IOException {
    String uri = line.word(1);
    CoapObserveRelation relation = client(line).observeAndWait(new Notifications(console, uri));
    if (!relation.isCanceled()) {
      relations.put(uri, relation);
    }
    return answer(relation.getCurrent());
  }

  /// `cancel URI`: sends a GET that deregisters.
  private List<String> cancel(Line line) {
    CoapObserveRelation relation = relations.remove(line.word(1));
    if (relation == null) {
      return List.of("error", "NotObserved", line.word(1));
    }
    relation.proactiveCancel();
    return List.of("ok");
  }

  private static List<String> answer(@Nullable CoapResponse response) {
    return response == null ? List.of("timeout") : words(response);
  }

  private static List<String> words(CoapResponse response) {
    List<String> words = new ArrayList<>();
    words.add(response.getCode().text);
    if (response.getOptions().hasObserve()) {
      words.add("observe=" + response.getOptions().getObserve());
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
