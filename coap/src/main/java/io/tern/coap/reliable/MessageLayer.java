// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Outbound;
import io.tern.coap.Peer;
import io.tern.coap.ReplyListener;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.coap.Token;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.TransmissionProfiles;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Messages;
import io.tern.coap.message.Outgoing;
import io.tern.coap.message.Turn;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The message layer of one endpoint: takes datagrams, drops what is malformed, stray or a duplicate,
/// and hands requests and responses up; sends messages for the layers above.
public final class MessageLayer implements Messages {
  private final MessageLimits limits;
  private final EndpointEvents events;
  private final Timers timers;
  private final Wire wire;
  private final PeerTable peers;
  private final Transmitter transmitter;
  private final ResetGate resets;
  private final PathSizes paths = new PathSizes();
  private final TransmissionProfiles profiles;
  private final long usualLifetimeNanos;
  private Upper upper = Upper.NONE;

  /// The response that the layer above is looking at.
  private @Nullable Message arriving;

  private Receipt receipt = Receipt.AT_ONCE;

  /// What becomes of the response that is arriving.
  private enum Receipt {
    AT_ONCE,
    WITHHELD,
    REFUSED
  }

  public MessageLayer(
      TransmissionProfiles profiles,
      MessageLimits limits,
      Timers timers,
      RandomGenerator random,
      Outbound outbound,
      EndpointEvents events) {
    this.limits = limits;
    this.events = events;
    this.timers = timers;
    this.profiles = profiles;
    usualLifetimeNanos = profiles.usual().exchangeLifetimeNanos();
    wire = new Wire(outbound, events);
    peers = new PeerTable(timers, random, usualLifetimeNanos, limits.peersMax());
    transmitter =
        new Transmitter(profiles, limits.waitingPerPeerMax(), timers, random, wire, paths);
    resets = new ResetGate(limits.resetsPerSecondMax());
  }

  /// Says who the layer above is; once, before anything is received.
  public void connect(Upper above) {
    upper = above;
  }

  /// Says of which peers datagrams are about to be received; changes nothing.
  public void announce(List<Peer> peers) {
    this.peers.look(peers);
  }

  /// Takes one datagram.
  public void receive(Peer peer, Bytes datagram, long nowNanos) {
    switch (UdpCodec.decode(datagram)) {
      case Decoded.Ok(Message message) -> {
        events.onReceived(peer, message, nowNanos);
        switch (message.type()) {
          case CON, NON -> onMessage(peer, message, nowNanos);
          case ACK -> onAcknowledgement(peer, message, nowNanos);
          case RST -> onReset(peer, message, nowNanos);
        }
      }
      case Decoded.Bad(Malformed reason, Optional<Decoded.Header> header) -> {
        events.onMalformed(peer, reason, nowNanos);
        if (header.isPresent() && header.get().type() == Type.CON) {
          resetWithinLimit(peer, header.get().messageId(), nowNanos);
        }
      }
    }
  }

  private void onMessage(Peer peer, Message message, long nowNanos) {
    Code code = message.code();
    if (code.isEmpty()) {
      if (message.type() == Type.CON) {
        wire.send(peer, Message.empty(Type.RST, message.messageId()), nowNanos);
      }
      return;
    }
    if (!code.isRequest() && !code.isResponse()) {
      events.onRejected(peer, message, Rejection.UNEXPECTED_CODE, nowNanos);
      if (message.type() == Type.CON) {
        resetWithinLimit(peer, message.messageId(), nowNanos);
      }
      return;
    }
    Contact contact = peers.find(peer);
    Answer known = contact == null ? null : contact.duplicates.find(message, nowNanos);
    if (contact != null && known != null) {
      peers.touch(contact, nowNanos);
      events.onDuplicate(peer, message, nowNanos);
      repeat(peer, message, known, nowNanos);
    } else if (code.isRequest()) {
      onRequest(contact == null ? meet(peer, nowNanos) : contact, peer, message, nowNanos);
    } else {
      onResponse(peer, message, nowNanos);
    }
  }

  private void onRequest(@Nullable Contact contact, Peer peer, Message message, long nowNanos) {
    if (contact == null) {
      events.onRejected(peer, message, Rejection.OVERLOADED, nowNanos);
      return;
    }
    peers.touch(contact, nowNanos);
    remember(contact, message, Answer.Plain.SILENCE, nowNanos);
    upper.onRequest(contact, message, nowNanos);
  }

  private void onResponse(Peer peer, Message message, long nowNanos) {
    arriving = message;
    receipt = Receipt.AT_ONCE;
    boolean expected = upper.onResponse(peer, message, nowNanos);
    arriving = null;
    if (expected) {
      if (message.type() == Type.CON && receipt != Receipt.REFUSED) {
        acknowledgeResponse(peer, message, nowNanos);
      }
      return;
    }
    // A non-confirmable response too many is only dropped, unless it is a notification, which would
    // not be the last.
    if (message.type() == Type.CON || message.options().has(OptionNumber.OBSERVE)) {
      resetWithinLimit(peer, message.messageId(), nowNanos);
    }
  }

  private void acknowledgeResponse(Peer peer, Message message, long nowNanos) {
    Contact contact = open(peer, nowNanos);
    boolean wait = receipt == Receipt.WITHHELD;
    if (contact != null) {
      peers.touch(contact, nowNanos);
      Answer answer = wait ? Answer.Plain.SILENCE : Answer.Plain.ACKNOWLEDGED;
      remember(contact, message, answer, nowNanos);
    }
    if (!wait) {
      wire.send(peer, Message.empty(Type.ACK, message.messageId()), nowNanos);
    }
  }

  @Override
  public void withhold(Message response) {
    if (response.equals(arriving)) {
      receipt = Receipt.WITHHELD;
    }
  }

  @Override
  public void accept(Peer peer, Message response, long nowNanos) {
    if (response.equals(arriving)) {
      receipt = Receipt.AT_ONCE;
    } else if (response.type() == Type.CON) {
      Contact contact = peers.find(peer);
      if (contact != null) {
        keep(contact, response, Answer.Plain.ACKNOWLEDGED, nowNanos);
      }
      wire.send(peer, Message.empty(Type.ACK, response.messageId()), nowNanos);
    }
  }

  @Override
  public void refuse(Peer peer, Message response, long nowNanos) {
    Contact contact = peers.find(peer);
    if (response.equals(arriving)) {
      receipt = Receipt.REFUSED;
    } else if (contact != null) {
      contact.duplicates.forget(response, nowNanos);
    }
  }

  private void onAcknowledgement(Peer peer, Message message, long nowNanos) {
    if (!message.code().isEmpty() && !message.code().isResponse()) {
      events.onRejected(peer, message, Rejection.UNEXPECTED_CODE, nowNanos);
      return;
    }
    Contact contact = peers.find(peer);
    if (contact == null || !transmitter.onAcknowledgement(contact, message, nowNanos)) {
      events.onRejected(peer, message, Rejection.UNKNOWN_MESSAGE_ID, nowNanos);
    }
  }

  private void onReset(Peer peer, Message message, long nowNanos) {
    Contact contact = peers.find(peer);
    if (contact == null || !transmitter.onReset(contact, message, nowNanos)) {
      events.onRejected(peer, message, Rejection.UNKNOWN_MESSAGE_ID, nowNanos);
    }
  }

  private void repeat(Peer peer, Message message, Answer answer, long nowNanos) {
    int messageId = message.messageId();
    switch (answer) {
      case Answer.Plain.SILENCE -> {}
      case Answer.Plain.ACKNOWLEDGED ->
          wire.send(peer, Message.empty(Type.ACK, messageId), nowNanos);
      case Answer.Bare(Code code) ->
          wire.send(peer, acknowledgement(message, Response.of(code)), nowNanos);
      case Answer.Encoded(Bytes datagram) -> {
        if (UdpCodec.decode(datagram) instanceof Decoded.Ok(Message sent)) {
          paths.repeated(peer, datagram.size(), nowNanos);
          wire.resend(peer, sent, datagram, nowNanos);
        }
      }
    }
  }

  /// Answers a request at once: in the Acknowledgement of a confirmable one (RFC 7252 §5.2.1), in a
  /// non-confirmable message otherwise (§5.2.3).
  @Override
  public void answer(Asker asker, Message request, Response response, long nowNanos) {
    Contact contact = (Contact) asker;
    if (request.type() == Type.NON) {
      int messageId = transmitter.nextMessageId(contact, nowNanos);
      if (messageId == MessageIds.NONE) {
        events.onRejected(contact.peer, request, Rejection.OVERLOADED, nowNanos);
        return;
      }
      wire.send(contact.peer, Messages.separate(Type.NON, messageId, request, response), nowNanos);
      return;
    }
    Bytes datagram = wire.send(contact.peer, acknowledgement(request, response), nowNanos);
    paths.answered(contact.peer, datagram.size());
    boolean bare = response.options().count() == 0 && response.payload().isEmpty();
    keep(
        contact,
        request,
        bare ? Answer.Bare.of(response.code()) : new Answer.Encoded(datagram),
        nowNanos);
  }

  @Override
  public void acknowledge(Asker asker, Message request, long nowNanos) {
    Contact contact = (Contact) asker;
    wire.send(contact.peer, Message.empty(Type.ACK, request.messageId()), nowNanos);
    keep(contact, request, Answer.Plain.ACKNOWLEDGED, nowNanos);
  }

  private static Message acknowledgement(Message request, Response response) {
    return Messages.separate(Type.ACK, request.messageId(), request, response);
  }

  @Override
  public Optional<Outgoing> confirm(Peer peer, Delivery delivery, Turn turn, long nowNanos) {
    Contact contact = open(peer, nowNanos);
    if (contact == null || turn == Turn.IN_LINE && !transmitter.hasRoom(contact)) {
      return Optional.empty();
    }
    peers.touch(contact, nowNanos);
    return Optional.of(transmitter.confirm(contact, delivery, turn, nowNanos));
  }

  @Override
  public void ping(Peer peer, ReplyListener listener, long nowNanos) {
    Ping ping = new Ping(listener, events, peer);
    if (confirm(peer, ping, Turn.IN_LINE, nowNanos).isEmpty()) {
      timers.at(nowNanos, now -> ping.onRefused("messages to this peer", now));
    }
  }

  @Override
  public int tokenBytesMax(Peer peer) {
    return Token.BYTES_BASE;
  }

  @Override
  public boolean takesManyBlocks(Peer peer) {
    return false;
  }

  @Override
  public int payloadBytesMax(Peer peer, Options options, long nowNanos) {
    return paths.payloadBytesMax(peer, nowNanos);
  }

  @Override
  public boolean send(Peer peer, Delivery delivery, long nowNanos) {
    Contact contact = open(peer, nowNanos);
    if (contact == null) {
      return false;
    }
    peers.touch(contact, nowNanos);
    return transmitter.send(contact, delivery, nowNanos);
  }

  @Override
  public long pauseNanos(Peer peer, long nowNanos) {
    Contact contact = open(peer, nowNanos);
    return contact == null ? 0 : transmitter.pauseNanos(contact, nowNanos);
  }

  @Override
  public void forget(Peer peer, Delivery delivery) {
    Contact contact = peers.find(peer);
    if (contact != null) {
      transmitter.forget(contact, delivery);
    }
  }

  /// Peers that are remembered.
  public int peers() {
    return peers.size();
  }

  /// Messages that are remembered for their duplicates.
  public long duplicates() {
    return peers.duplicates();
  }

  /// Bytes of answers that are kept for duplicates.
  public long answerBytes() {
    return peers.answerBytes();
  }

  /// Confirmable messages in line or under way.
  public int transmissions() {
    return transmitter.open();
  }

  private @Nullable Contact open(Peer peer, long nowNanos) {
    Contact contact = peers.find(peer);
    return contact == null ? meet(peer, nowNanos) : contact;
  }

  /// Begins to remember a peer that is not known; null where there is no room.
  private @Nullable Contact meet(Peer peer, long nowNanos) {
    Contact contact = new Contact(peer);
    return peers.add(contact, nowNanos) ? contact : null;
  }

  private void remember(Contact contact, Message message, Answer answer, long nowNanos) {
    Duplicates duplicates = contact.duplicates;
    int sizeBefore = duplicates.size();
    int bytesBefore = duplicates.answerBytes();
    TransmissionParameters parameters = profiles.of(contact.peer);
    long lifetime =
        message.type() == Type.CON
            ? parameters.exchangeLifetimeNanos()
            : parameters.nonLifetimeNanos();
    if (lifetime > usualLifetimeNanos) {
      contact.keepUntilNanos = nowNanos + lifetime;
    }
    duplicates.add(message, answer, nowNanos, lifetime, limits.duplicatesPerPeerMax());
    peers.count(contact, duplicates.size() - sizeBefore, duplicates.answerBytes() - bytesBefore);
  }

  private void keep(Contact contact, Message request, Answer answer, long nowNanos) {
    Duplicates duplicates = contact.duplicates;
    int bytesBefore = duplicates.answerBytes();
    duplicates.answer(request, answer, nowNanos, limits.answerBytesPerPeerMax());
    peers.count(contact, 0, duplicates.answerBytes() - bytesBefore);
    while (peers.answerBytes() > limits.answerBytesMax() && peers.evictQuietest()) {
      // The quietest peers' answers make room for the newest.
    }
  }

  private void resetWithinLimit(Peer peer, int messageId, long nowNanos) {
    if (resets.pass(nowNanos)) {
      wire.send(peer, Message.empty(Type.RST, messageId), nowNanos);
    }
  }
}
