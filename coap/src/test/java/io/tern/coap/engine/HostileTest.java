// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.con;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester.Observation;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTest {
  private static final List<Type> TYPES = List.of(Type.values());
  private static final int FORGED = 1 << 20;

  private final Played played = new Played();

  private static Message forged(SplittableRandom random) {
    int id = random.nextInt(65536);
    Token token = Token.of(random.nextLong(), 8);
    return switch (random.nextInt(5)) {
      case 0 -> Message.empty(Type.ACK, id);
      case 1 -> Message.empty(Type.RST, id);
      case 2 -> response(Type.ACK, id, token);
      case 3 -> response(Type.NON, id, token);
      default -> response(Type.CON, id, token);
    };
  }

  private static Message response(Type type, int id, Token token) {
    return new Message(type, Code.CONTENT, id, token, Options.NONE, Bytes.ofUtf8("forged"));
  }

  @ParameterizedTest
  @Spec({"C19", "COAP-10"})
  @ValueSource(booleans = {true, false})
  void a_million_forged_answers_end_no_request(boolean fromTheAddressAsked) {
    played.request(get("a"));
    Message request = played.sends();
    SplittableRandom random = new SplittableRandom(19);
    for (int i = 0; i < FORGED; i++) {
      played.receive(fromTheAddressAsked ? PEER : OTHER, forged(random));
    }
    assertThat(played.replies).isEmpty();
    assertThat(played.sent).as("resets within one second").hasSize(1000);
    assertThat(played.gauges().peers()).isEqualTo(1);
    assertThat(played.gauges().duplicates()).isZero();
    played.sent.clear();
    played.receive(ack(request, Code.CONTENT, Options.NONE, "true"));
    assertThat(played.answered().payload().utf8()).isEqualTo("true");
    played.endsEmpty();
  }

  @Test
  @Spec({"C19", "C17"})
  void forged_notifications_and_resets_do_not_touch_an_observation() {
    List<String> seen = new ArrayList<>();
    Observation observation =
        played.endpoint.observe(PEER, get("3"), new Listening(seen), played.now);
    Options first = Options.builder().observe(1).build();
    played.receive(ack(played.sends(), Code.CONTENT, first, "v"));
    SplittableRandom random = new SplittableRandom(19);
    for (int i = 0; i < FORGED / 16; i++) {
      Message message = forged(random);
      played.receive(
          PEER,
          new Message(
              message.type(),
              message.code(),
              message.messageId(),
              message.token(),
              message.code().isEmpty()
                  ? Options.NONE
                  : Options.builder().observe(random.nextInt(1 << 24)).build(),
              message.payload()));
    }
    played.sent.clear();
    Options next = Options.builder().observe(2).build();
    played.receive(
        new Message(Type.NON, Code.CONTENT, 9, observation.token(), next, Bytes.ofUtf8("true")));
    assertThat(seen).containsExactly("reply", "true");
  }

  private record Listening(List<String> seen) implements ObservationListener {
    @Override
    public void onReply(Reply reply, long nowNanos) {
      seen.add("reply");
    }

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      seen.add(response.payload().utf8());
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      seen.add("ended");
    }
  }

  @Test
  @Spec("C17")
  void an_answer_that_was_held_back_does_not_answer_the_next_request() {
    played.request(get("a"));
    Message first = played.sends();
    played.pass(100);
    played.replies.clear();
    played.sent.clear();
    played.request(get("a"));
    Message second = played.sends();
    Message held = Played.separate(Type.CON, first, 5, Options.NONE, "held back");
    played.receive(held);
    played.sends(Played.rst(held));
    played.receive(ack(first, Code.CONTENT, Options.NONE, "held back"));
    played.isSilent();
    assertThat(played.replies).isEmpty();
    played.receive(ack(second, Code.CONTENT, Options.NONE, "fresh"));
    assertThat(played.answered().payload().utf8()).isEqualTo("fresh");
  }

  @Test
  @Spec({"C18", "C10"})
  void a_flood_of_peers_with_first_blocks_stays_within_the_bytes_and_is_forgotten() {
    Played small =
        new Played(
            EndpointConfig.DEFAULT
                .withBodies(1 << 16, 1 << 20, 2)
                .withLimits(new EndpointLimits(5000, 16, 512, 1 << 20, 8, 100, 8, 1, 1, 1, 1)));
    Bytes block = Bytes.wrap(new byte[1024]);
    Options options = path("rd").toBuilder().block1(new Block(0, true, 6)).build();
    for (int i = 0; i < 20_000; i++) {
      Peer peer = Peer.udp(Address.Ip.v4(0x0C000000 + i, 5683));
      small.receive(peer, new Message(Type.CON, Code.POST, 1, Token.of(1, 1), options, block));
      small.sent.clear();
    }
    assertThat(small.gauges().bodyBytes()).isBetween(1_000_000L, 1L << 20);
    assertThat(small.gauges().partialBodies()).isBetween(600, 700);
    assertThat(small.gauges().peers()).isEqualTo(5000);
    small.endsEmpty();
  }

  @Test
  @Spec({"C12", "C10"})
  void whatever_peers_send_nothing_throws_nothing_grows_and_good_requests_are_served() {
    for (long seed = 0; seed < 30; seed++) {
      String what = "seed " + seed;
      SplittableRandom random = new SplittableRandom(seed);
      Played victim = new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
      List<Responder> open = new ArrayList<>();
      Responder.RelationListener deaf = (reason, now) -> {};
      victim.handler =
          (peer, request, responder, now) -> {
            switch (random.nextInt(4)) {
              case 0 -> open.add(responder);
              case 1 -> responder.respond(content(random.nextInt(300)), now);
              default -> {
                if (request.options().observe().orElse(9) == 0) {
                  responder
                      .respondObserving(content(random.nextInt(200)), deaf, now)
                      .notify(content(random.nextInt(200)), random.nextBoolean(), now);
                } else {
                  responder.respond(Response.of(Code.CHANGED), now);
                }
              }
            }
          };
      play(victim, random);
      open.forEach(responder -> responder.respond(content(10), victim.now));
      assertThat(victim.events.failures).as(what).isEmpty();
      victim.sent.clear();
      victim.handler =
          (peer, request, responder, now) -> responder.respond(Response.of(Code.VALID), now);
      Message good = new Message(Type.CON, Code.GET, 7, Token.of(99, 8), path("good"), Bytes.EMPTY);
      victim.receive(Peer.udp(Address.Ip.v4(1, 1)), good);
      victim.sends(ack(good, Code.VALID));
      victim.pass(20_000);
      assertThat(victim.gauges().peers()).as(what).isZero();
      assertThat(victim.gauges().bodyBytes()).as(what).isZero();
      assertThat(victim.gauges().clientExchanges()).as(what).isZero();
      assertThat(victim.gauges().serverExchanges()).as(what).isZero();
      assertThat(victim.gauges().transmissions()).as(what).isZero();
    }
  }

  private static Response content(int size) {
    return new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[size]));
  }

  /// Plays peers that know tokens and message ids in use but not the rules.
  private static void play(Played victim, SplittableRandom random) {
    List<Message> overheard = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Peer peer = random.nextInt(4) == 0 ? OTHER : PEER;
      if (random.nextInt(10) == 0) {
        Request request =
            Request.of(
                random.nextBoolean() ? Code.GET : Code.PUT,
                path("x"),
                Bytes.wrap(new byte[random.nextInt(300)]));
        if (random.nextBoolean()) {
          victim.endpoint.request(peer, request, (reply, now) -> {}, victim.now);
        } else {
          victim.endpoint.observe(peer, request, new Listening(new ArrayList<>()), victim.now);
        }
      }
      victim.sent.forEach(sent -> overheard.add(sent.message()));
      victim.sent.clear();
      Message message = anything(random, overheard);
      if (random.nextInt(20) == 0) {
        byte[] broken = UdpCodec.encode(message).toArray();
        broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
        victim.endpoint.receive(peer, Bytes.wrap(broken), victim.now);
      } else {
        victim.receive(peer, message);
      }
      victim.pass(random.nextInt(30) == 0 ? random.nextInt(120) : 0.01);
    }
  }

  private static Message anything(SplittableRandom random, List<Message> overheard) {
    Message known =
        overheard.isEmpty()
            ? con(Code.GET, 1, Options.NONE)
            : overheard.get(Math.max(0, overheard.size() - 1 - random.nextInt(20)));
    Type type = TYPES.get(random.nextInt(4));
    int id = random.nextInt(3) == 0 ? random.nextInt(8) : known.messageId();
    if (random.nextInt(5) == 0) {
      return Message.empty(type, id);
    }
    int[] codes = {1, 2, 3, 5, 65, 68, 69, 95, 132, 136, 141, 160, 33, 100, 225};
    Options.Builder options = Options.builder();
    if (random.nextInt(3) == 0) {
      options.observe(random.nextInt(4));
    }
    if (random.nextInt(3) == 0) {
      options.block1(new Block(random.nextInt(4), random.nextBoolean(), random.nextInt(8)));
    }
    if (random.nextInt(3) == 0) {
      options.block2(new Block(random.nextInt(4), random.nextBoolean(), random.nextInt(8)));
    }
    if (random.nextInt(4) == 0) {
      options.addUint(OptionNumber.SIZE1, random.nextInt(1 << 22));
    }
    if (random.nextInt(30) == 0) {
      options.add(random.nextInt(70), Bytes.wrap(new byte[random.nextInt(9)]));
    }
    if (random.nextInt(10) == 0) {
      options.addUint(OptionNumber.NO_RESPONSE, random.nextInt(32));
    }
    int[] sizes = {0, 16, 32, 64, 128, 1024};
    return new Message(
        type,
        Code.of(codes[random.nextInt(codes.length)]),
        id,
        random.nextInt(3) == 0 ? Token.of(random.nextInt(4), 1) : known.token(),
        options.build(),
        Bytes.wrap(new byte[sizes[random.nextInt(sizes.length)]]));
  }
}
