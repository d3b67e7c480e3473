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
import io.tern.coap.StreamListener;
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
import io.tern.coap.exchange.TokenTrials;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Messages;
import io.tern.coap.observe.Observations;
import io.tern.coap.observe.ObserveLimits;
import io.tern.coap.observe.Relations;
import io.tern.coap.reliable.MessageLayer;
import io.tern.coap.reliable.MessageLimits;
import io.tern.coap.stream.StreamLayer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// A CoAP endpoint over datagrams and connections: client and server to the same peers at once.
///
/// Exchanges, blocks and observing are the same for both; only the message layer below them is another.
/// It reads no clock and owns no socket: [#receive] takes a datagram and the time, [#streams] what
/// happens to connections, `Timers` run what is due, everything leaves through [Outbound].
///
/// Everything runs on the thread that calls, which must always be the same loop's. A listener or handler
/// may call the endpoint back at any time; what it throws is reported to [EndpointEvents] and hurts
/// nobody else.
///
/// Of every request exactly one [Reply] is told: never within [#request] or [#observe], but at once
/// within a `cancel`.
public final class Endpoint implements Requester {
  private final MessageLayer datagrams;
  private final StreamLayer streams;
  private final Messages messages;
  private final ClientExchanges clientExchanges;
  private final TokenTrials tokenTrials;
  private final ServerExchanges serverExchanges;
  private final BodyBudget budget;
  private final BlockwiseClient client;
  private final RequestBodies requestBodies;
  private final ResponseBodies responseBodies;
  private final Observations observations;
  private final Relations relations;

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
    datagrams =
        new MessageLayer(
            config.transmission(), messageLimits(config), timers, random, outbound, events);
    streams =
        new StreamLayer(
            config.streams(),
            config.limits().waitingPerPeerMax(),
            config.admission().tokenBytesMax(),
            timers,
            outbound.streams(),
            events);
    messages = new ByTransport(datagrams, streams);

    ExchangeLimits exchangeLimits = exchangeLimits(config);
    clientExchanges = new ClientExchanges(exchangeLimits, messages, timers, random, events);
    tokenTrials = new TokenTrials(clientExchanges, messages);
    serverExchanges = new ServerExchanges(exchangeLimits, messages, timers, events);

    BlockParameters blocks = blockParameters(config);
    budget = new BodyBudget(config.bodies().allBytesMax());
    client = new BlockwiseClient(blocks, clientExchanges, budget, timers, random, events);
    requestBodies = new RequestBodies(blocks, budget, timers, events);
    responseBodies = new ResponseBodies(blocks, messages, budget, timers, events);

    ObserveLimits observeLimits = observeLimits(config);
    observations =
        new Observations(observeLimits, client, clientExchanges, messages, timers, events);
    relations = new Relations(observeLimits, messages, timers, events);
    clientExchanges.holdElsewhere(observations::holds);

    ServerSide server =
        new ServerSide(serverExchanges, requestBodies, responseBodies, relations, handler, events);
    Dispatch dispatch = new Dispatch(server, observations, relations, clientExchanges);
    datagrams.connect(dispatch);
    streams.connect(dispatch);
  }

  /// Requests go to the server half, responses to the client half.
  private record Dispatch(
      ServerSide server, Observations observations, Relations relations, ClientExchanges exchanges)
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

    @Override
    public void onDisconnected(Peer peer, String why, long nowNanos) {
      observations.onDisconnected(peer, why, nowNanos);
      relations.onDisconnected(peer, nowNanos);
    }
  }

  /// Says of which peers datagrams are about to be received, in order. That changes nothing but makes them
  /// cheaper: memory is waited for once and not for each. Peers after the first 64 are of no use.
  public void announce(List<Peer> peers) {
    datagrams.announce(peers);
  }

  /// Takes one datagram of `peer`.
  public void receive(Peer peer, Bytes datagram, long nowNanos) {
    datagrams.receive(peer, datagram, nowNanos);
  }

  /// Takes what happens to connections.
  public StreamListener streams() {
    return streams;
  }

  /// How many connections are open or being made.
  public int connections() {
    return streams.connections();
  }

  /// Ends every connection in order, after telling the peer (RFC 8323 §5.5).
  public void release(long nowNanos) {
    streams.release(nowNanos);
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

  /// Asks whether `peer` is there (RFC 7252 §4.3, RFC 8323 §5.4): it is where the reply is
  /// [Reply.Reset].
  public void ping(Peer peer, ReplyListener listener, long nowNanos) {
    messages.ping(peer, listener, nowNanos);
  }

  /// The longest token that `peer` is known to take (RFC 8974), at least 8: what it has said where
  /// there is a connection, what it has shown otherwise.
  public int tokenBytesMax(Peer peer) {
    return tokenTrials.bytesMax(peer);
  }

  /// Finds out whether `peer` takes tokens of `bytes` bytes, 8 to 65804, by a GET for nothing in
  /// particular; [#tokenBytesMax] knows when `listener` is told. Of a peer that has refused such a
  /// token before the reply is [Reply.Refused].
  public void tryTokenLength(Peer peer, int bytes, ReplyListener listener, long nowNanos) {
    tokenTrials.tryLength(peer, bytes, listener, nowNanos);
  }

  /// What it holds now. Takes constant time.
  public EndpointGauges gauges() {
    return new EndpointGauges(
        datagrams.peers(),
        datagrams.duplicates(),
        datagrams.answerBytes(),
        datagrams.transmissions(),
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
        config.admission().requestsAtOnceMax(),
        config.admission().tokenBytesMax());
  }

  private static BlockParameters blockParameters(EndpointConfig config) {
    return new BlockParameters(
        Block.exponentOf(config.blockSizeBytes()),
        config.announceBlockSize(),
        config.bodies().bytesMax(),
        config.bodies().allBytesMax(),
        config.bodies().perPeerMax(),
        config.bodies().lifetimeNanos());
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
