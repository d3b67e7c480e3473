// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Outbound;
import io.tern.coap.Peer;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.Transfer;
import io.tern.coap.block.BlockParameters;
import io.tern.coap.block.BlockwiseClient;
import io.tern.coap.block.BodyBudget;
import io.tern.coap.block.RequestBodies;
import io.tern.coap.block.ResponseBodies;
import io.tern.coap.exchange.ClientExchanges;
import io.tern.coap.exchange.ExchangeLimits;
import io.tern.coap.exchange.ServerExchanges;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Messages;
import io.tern.coap.message.Turn;
import io.tern.coap.observe.Observations;
import io.tern.coap.observe.ObserveLimits;
import io.tern.coap.observe.Relations;
import io.tern.coap.reliable.MessageLayer;
import io.tern.coap.reliable.MessageLimits;
import io.tern.coap.reliable.Ping;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// A CoAP endpoint over datagrams: client and server to the same peers at once.
///
/// It reads no clock and owns no socket: [#receive] takes a datagram and the time, `Timers` run what is
/// due, datagrams leave through [Outbound]. Everything runs on the thread that calls, which must always
/// be the same loop's. A listener or handler may call the endpoint back at any time; what it throws is
/// reported to [EndpointEvents] and hurts nobody else.
///
/// Of every request exactly one [Reply] is told: never within [#request] or [#observe], but at once
/// within a `cancel`.
public final class Endpoint implements Requester {
  private final MessageLayer messages;
  private final ClientExchanges clientExchanges;
  private final ServerExchanges serverExchanges;
  private final BodyBudget budget;
  private final BlockwiseClient client;
  private final RequestBodies requestBodies;
  private final ResponseBodies responseBodies;
  private final Observations observations;
  private final Relations relations;
  private final Timers timers;
  private final EndpointEvents events;

  /// Assembles an endpoint.
  ///
  /// @param timers the loop's; whoever owns them advances them
  /// @param random for tokens, message ids and timeouts; where peers are not authenticated its numbers
  ///     must not be guessable
  public Endpoint(
      EndpointConfig config,
      Timers timers,
      RandomGenerator random,
      Handler handler,
      Outbound outbound,
      EndpointEvents events) {
    this.timers = timers;
    this.events = events;
    messages =
        new MessageLayer(
            config.transmission(), messageLimits(config), timers, random, outbound, events);

    ExchangeLimits exchangeLimits = exchangeLimits(config);
    clientExchanges = new ClientExchanges(exchangeLimits, messages, timers, random, events);
    serverExchanges = new ServerExchanges(exchangeLimits, messages, timers, events);

    BlockParameters blocks = blockParameters(config);
    budget = new BodyBudget(config.bodiesBytesMax());
    client = new BlockwiseClient(blocks, clientExchanges, budget, timers, random, events);
    requestBodies = new RequestBodies(blocks, budget, timers, events);
    responseBodies = new ResponseBodies(blocks, budget, timers, events);

    ObserveLimits observeLimits = observeLimits(config);
    observations =
        new Observations(observeLimits, client, clientExchanges, messages, timers, events);
    relations = new Relations(observeLimits, messages, timers, events);
    clientExchanges.holdElsewhere(observations::holds);

    ServerSide server =
        new ServerSide(serverExchanges, requestBodies, responseBodies, relations, handler, events);
    messages.connect(new Dispatch(server, observations, clientExchanges));
  }

  /// Requests go to the server half, responses to the client half.
  private record Dispatch(ServerSide server, Observations observations, ClientExchanges exchanges)
      implements Messages.Upper {
    @Override
    public void onRequest(Asker from, Message request, long nowNanos) {
      server.onRequest(from, request, nowNanos);
    }

    @Override
    public boolean onResponse(Peer from, Message response, long nowNanos) {
      return observations.expects(response)
          ? observations.onNotification(from, response, nowNanos)
          : exchanges.onResponse(from, response, nowNanos);
    }
  }

  /// Takes one datagram of `peer`.
  public void receive(Peer peer, Bytes datagram, long nowNanos) {
    messages.receive(peer, datagram, nowNanos);
  }

  @Override
  public Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos) {
    return client.request(peer, request, listener, nowNanos);
  }

  @Override
  public Cancellable transfer(Peer peer, Transfer transfer, ReplyListener listener, long nowNanos) {
    return client.transfer(peer, transfer, listener, nowNanos);
  }

  @Override
  public Observation observe(
      Peer peer, Request request, ObservationListener listener, long nowNanos) {
    return observations.observe(peer, request, listener, nowNanos);
  }

  @Override
  public Optional<Observation> resume(
      Peer peer,
      Request request,
      Token token,
      OptionalInt observe,
      ObservationListener listener,
      long nowNanos) {
    return observations.resume(peer, request, token, observe, listener, nowNanos);
  }

  /// Asks whether `peer` is there (RFC 7252 §4.3): it is where the reply is [Reply.Reset].
  public void ping(Peer peer, ReplyListener listener, long nowNanos) {
    Ping ping = new Ping(listener, events, peer);
    if (messages.confirm(peer, ping, Turn.IN_LINE, nowNanos).isEmpty()) {
      timers.at(nowNanos, now -> ping.onRefused("messages to this peer", now));
    }
  }

  /// What it holds now. Takes constant time.
  public EndpointGauges gauges() {
    return new EndpointGauges(
        messages.peers(),
        messages.duplicates(),
        messages.answerBytes(),
        messages.transmissions(),
        clientExchanges.size(),
        serverExchanges.size(),
        observations.size(),
        relations.size(),
        requestBodies.size(),
        responseBodies.size(),
        budget.used());
  }

  private static MessageLimits messageLimits(EndpointConfig config) {
    EndpointLimits limits = config.limits();
    return new MessageLimits(
        limits.peersMax(),
        limits.duplicatesPerPeerMax(),
        limits.answerBytesPerPeerMax(),
        limits.answerBytesMax(),
        limits.waitingPerPeerMax(),
        limits.resetsPerSecondMax());
  }

  private static ExchangeLimits exchangeLimits(EndpointConfig config) {
    return new ExchangeLimits(
        config.tokenPrefix(),
        config.responseWaitNanos(),
        config.acknowledgeAfterNanos(),
        config.transmission(),
        config.limits().exchangesMax(),
        config.limits().requestsPerPeerMax(),
        config.admission().addressProof(),
        config.admission().requestsPerSecondMax(),
        config.admission().requestsAtOnceMax());
  }

  private static BlockParameters blockParameters(EndpointConfig config) {
    return new BlockParameters(
        Block.exponentOf(config.blockSizeBytes()),
        config.announceBlockSize(),
        config.bodyBytesMax(),
        config.bodiesBytesMax(),
        config.bodiesPerPeerMax(),
        config.bodyLifetimeNanos());
  }

  private static ObserveLimits observeLimits(EndpointConfig config) {
    EndpointLimits limits = config.limits();
    return new ObserveLimits(
        limits.observationsMax(),
        limits.relationsMax(),
        limits.relationsPerPeerMax(),
        config.admission().anonymousMayMove());
  }
}
