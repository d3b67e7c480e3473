// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester.Observation;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
///
/// The input is a script of three bytes a step, played by two peers against one endpoint whose bodies
/// have little room: blocks of requests and of responses in any order, transfers of the endpoint's own,
/// time that passes.
class BlockStateFuzzTest {
  private static final int BODY_MAX = 512;
  private static final int BODIES_MAX = 1536;
  private static final int STEPS_MAX = 200;
  private static final Code[] METHODS = {Code.PUT, Code.POST, Code.FETCH, Code.IPATCH};
  private static final Code[] ANSWERS = {
    Code.CONTENT,
    Code.CONTINUE,
    Code.CHANGED,
    Code.REQUEST_ENTITY_INCOMPLETE,
    Code.REQUEST_ENTITY_TOO_LARGE,
    Code.NOT_FOUND
  };

  @Spec({"C12", "C17", "C18", "CBLK-05", "CBLK-08", "CBLK-09"})
  @FuzzTest(maxDuration = "5m")
  void any_sequence_of_blocks_keeps_within_bounds_and_leaves_nothing(byte[] script) {
    Play play = new Play();
    for (int at = 0; at + 3 <= script.length && at < 3 * STEPS_MAX; at += 3) {
      play.step(script[at] & 0xFF, script[at + 1] & 0xFF, script[at + 2] & 0xFF);
      assertThat(play.played.gauges().bodyBytes()).isBetween(0L, (long) BODIES_MAX);
    }
    play.end();
  }

  private static final class Play {
    private final Played played =
        new Played(EndpointConfig.DEFAULT.withBlocks(32, true).withBodies(BODY_MAX, BODIES_MAX, 2));
    private final List<Once> asked = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();

    /// The endpoint's last request to a peer.
    private Played.Sent last = new Played.Sent(Played.PEER, Message.empty(Type.CON, 0));

    private int messageId;

    Play() {
      played.handler =
          (peer, request, responder, now) -> {
            assertOneBody(request.payload());
            int size = request.payload().isEmpty() ? 300 : request.payload().size() % 200;
            responder.respond(new Response(Code.CONTENT, Options.NONE, filled(7, size)), now);
          };
    }

    /// A body never mixes the blocks of two transfers: each tag fills its blocks with a byte of its own.
    private static void assertOneBody(Bytes body) {
      for (int i = 1; i < body.size(); i++) {
        assertThat(body.get(i)).as("byte %d of %s", i, body).isEqualTo(body.get(0));
      }
    }

    private static Bytes filled(int with, int size) {
      byte[] array = new byte[size];
      Arrays.fill(array, (byte) with);
      return Bytes.wrap(array);
    }

    void step(int operation, int how, int block) {
      Peer peer = (operation & 8) == 0 ? Played.PEER : Played.OTHER;
      switch (operation & 7) {
        case 0, 1 -> upload(peer, how, Block.decode(Bytes.of(block)).orElseThrow());
        case 2 -> download(peer, how, Block.decode(Bytes.of(block)).orElseThrow());
        case 3 -> ask(peer, how, block);
        case 4, 5 -> answer(how, Block.decode(Bytes.of(block)).orElseThrow());
        case 6 -> observe(peer, how);
        default -> played.pass(how * block / 100.0);
      }
      played.sent.stream()
          .filter(sent -> sent.message().code().isRequest())
          .forEach(sent -> last = sent);
      played.sent.clear();
    }

    private void upload(Peer peer, int how, Block block) {
      int tag = how & 3;
      Options.Builder options = Played.path("u").toBuilder().block1(block);
      if (tag > 0) {
        options.add(OptionNumber.REQUEST_TAG, Bytes.of(tag));
      }
      if ((how & 64) != 0) {
        options.addUint(OptionNumber.SIZE1, (how & 128) != 0 ? 0xFFFF_FFFFL : 100);
      }
      if ((how & 32) != 0) {
        options.block2(new Block(how >> 6, false, how & 7));
      }
      int size = (how & 16) == 0 ? block.sizeBytes() : how >> 2;
      send(peer, METHODS[how >> 2 & 3], options.build(), filled(tag + 1, size));
    }

    private void download(Peer peer, int how, Block block) {
      Options.Builder options = Played.path("d").toBuilder().block2(block);
      if ((how & 4) != 0) {
        options.observe(how & 1);
      }
      boolean fetch = (how & 8) != 0;
      send(peer, fetch ? Code.FETCH : Code.GET, options.build(), filled(9, fetch ? 3 : 0));
    }

    private void send(Peer peer, Code method, Options options, Bytes payload) {
      messageId = messageId + 1 & 0xFFFF;
      Token token = Token.of(messageId, 2);
      played.receive(peer, new Message(Type.CON, method, messageId, token, options, payload));
    }

    private void ask(Peer peer, int how, int size) {
      Once once = new Once();
      asked.add(once);
      boolean put = (how & 1) == 0;
      Request request =
          new Request(
              put ? Code.PUT : Code.GET,
              Played.path("p"),
              put ? filled(5, 2 * size) : Bytes.EMPTY,
              (how & 2) == 0);
      played.endpoint.request(peer, request, once, played.now);
    }

    /// Answers the endpoint's last request, in its Acknowledgement or by itself.
    private void answer(int how, Block block) {
      Message request = last.message();
      Options.Builder options = Options.builder();
      if ((how & 16) != 0) {
        options.block1(request.options().block1().orElse(block));
      }
      if ((how & 32) != 0) {
        options.block2(block);
      }
      if ((how & 64) != 0) {
        options.add(OptionNumber.ETAG, Bytes.of(how >> 7));
      }
      boolean observed = (how & 128) != 0 && request.options().has(OptionNumber.OBSERVE);
      if (observed) {
        options.observe(messageId);
      }
      boolean separate = (how & 8) != 0;
      messageId = messageId + 1 & 0xFFFF;
      played.receive(
          last.peer(),
          new Message(
              separate ? Type.CON : Type.ACK,
              ANSWERS[(how & 7) % ANSWERS.length],
              separate ? messageId : request.messageId(),
              request.token(),
              options.build(),
              filled(3, (how & 7) == 7 ? block.sizeBytes() / 2 : block.sizeBytes())));
    }

    private void observe(Peer peer, int how) {
      if (how % 4 == 0 && !observations.isEmpty()) {
        observations.removeFirst().forget();
      } else {
        observations.add(
            played.endpoint.observe(peer, Played.get("o"), new Listening(), played.now));
      }
    }

    void end() {
      observations.forEach(Observation::forget);
      // Every message that may wait for its turn with a peer takes MAX_TRANSMIT_WAIT where nobody
      // answers.
      int inLineMax = EndpointLimits.DEFAULT.waitingPerPeerMax() + 1;
      played.pass(100 * (inLineMax + 1));
      assertThat(played.events.failures).isEmpty();
      asked.forEach(once -> assertThat(once.replies).isEqualTo(1));
      played.endsEmpty();
    }
  }

  private static final class Once implements ReplyListener {
    private int replies;

    @Override
    public void onReply(Reply reply, long nowNanos) {
      replies++;
    }
  }

  private record Listening() implements ObservationListener {
    @Override
    public void onReply(Reply reply, long nowNanos) {}

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {}

    @Override
    public void onEnded(Response last, long nowNanos) {}
  }
}
