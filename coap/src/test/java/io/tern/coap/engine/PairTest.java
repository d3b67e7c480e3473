// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Pair.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Both roles against each other.
class PairTest {
  private static final int[] SIZES = {0, 1, 15, 16, 17, 63, 64, 65, 1023, 1024, 1025, 2048, 5000};

  private static Bytes body(int size, int seed) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ((i + seed) * 0x9E3779B1 >> 13);
    }
    return Bytes.wrap(bytes);
  }

  @Test
  @Spec({"CBLK-01", "CBLK-02", "CBLK-04", "CBLK-06", "COAP-15"})
  void bodies_of_every_size_travel_whole_between_every_two_block_sizes() {
    for (int left = 16; left <= 1024; left *= 4) {
      for (int right = 16; right <= 1024; right *= 4) {
        Pair pair =
            new Pair(
                1,
                Pair.Weather.CALM,
                EndpointConfig.DEFAULT.withBlocks(left, left == 64),
                EndpointConfig.DEFAULT.withBlockSizeBytes(right));
        pair.onRight =
            (peer, request, responder, now) ->
                responder.respond(
                    new Response(
                        Code.CONTENT,
                        Options.NONE,
                        body(
                            Integer.parseInt(request.options().uriPath().getFirst()),
                            request.payload().size())),
                    now);
        for (int up : SIZES) {
          for (int down : SIZES) {
            List<Reply> replies = new ArrayList<>();
            Options options = Options.builder().uriPath(Integer.toString(down)).build();
            pair.left.request(
                RIGHT,
                Request.of(Code.FETCH, options, body(up, 3)),
                (reply, at) -> replies.add(reply),
                pair.now);
            pair.pass(5);
            assertThat(replies)
                .as("%d bytes up by %d, %d down by %d", up, left, down, right)
                .singleElement()
                .isInstanceOfSatisfying(
                    Reply.Answered.class,
                    answered ->
                        assertThat(answered.response().payload()).isEqualTo(body(down, up)));
          }
          pair.pass(300);
        }
        pair.endsEmpty(left + " to " + right);
      }
    }
  }
}
