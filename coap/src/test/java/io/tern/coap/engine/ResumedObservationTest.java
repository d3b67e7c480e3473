// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.rst;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Requester.Observation;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Observations that outlive the endpoint, and notifications that are acknowledged once they are kept.
class ResumedObservationTest {
  private static final Token TOKEN = Token.of(0x0123456789ABCDEFL, 8);

  private final Played played = new Played();
  private final Keeper keeper = new Keeper();

  private static final class Keeper implements ObservationListener {
    final List<String> told = new ArrayList<>();
    final List<Receipt> receipts = new ArrayList<>();

    @Override
    public void onReply(Reply reply, long nowNanos) {}

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      throw new AssertionError("it has another method for that");
    }

    @Override
    public void onNotification(Peer from, Response response, Receipt receipt, long nowNanos) {
      told.add(response.payload().utf8());
      receipts.add(receipt);
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      throw new AssertionError("it has another method for that");
    }

    @Override
    public void onEnded(Response last, Receipt receipt, long nowNanos) {
      told.add("end " + last.code());
      receipts.add(receipt);
    }
  }

  private static Message notification(Type type, int id, int number, String payload) {
    Options options = Options.builder().observe(number).build();
    return new Message(type, Code.CONTENT, id, TOKEN, options, Bytes.ofUtf8(payload));
  }

  private Observation resume(OptionalInt observe) {
    return played
        .endpoint
        .resume(PEER, get("3303", "0"), TOKEN, observe, keeper, played.now)
        .orElseThrow();
  }

  @Test
  @Spec({"OBS-02", "COBS-03"})
  void a_resumed_observation_takes_notifications_with_its_old_token() {
    resume(OptionalInt.empty());
    assertThat(played.gauges().observations()).isEqualTo(1);
    played.isSilent();
    Message con = notification(Type.CON, 7, 5, "a");
    played.receive(con);
    keeper.receipts.getFirst().accept(played.now);
    played.sends(emptyAck(con));
    assertThat(keeper.told).containsExactly("a");
  }

  @Test
  void it_knows_the_order_of_notifications_from_the_run_before() {
    resume(OptionalInt.of(100));
    played.receive(notification(Type.NON, 7, 99, "stale"));
    played.receive(notification(Type.NON, 8, 101, "fresh"));
    assertThat(keeper.told).containsExactly("fresh");
  }

  @Test
  void a_token_is_resumed_once_and_other_peers_are_refused() {
    resume(OptionalInt.empty());
    assertThat(
            played.endpoint.resume(OTHER, get("3"), TOKEN, OptionalInt.empty(), keeper, played.now))
        .isEmpty();
    Message con = notification(Type.CON, 7, 5, "a");
    played.receive(OTHER, con);
    played.sends(rst(con));
    assertThat(keeper.told).isEmpty();
  }

  @Test
  void it_is_cancelled_with_its_own_token_and_request() {
    var resumed =
        played
            .endpoint
            .resume(PEER, get("3303", "0"), TOKEN, OptionalInt.of(3), keeper, played.now)
            .orElseThrow();
    List<Reply> replies = new ArrayList<>();
    resumed.cancel((reply, at) -> replies.add(reply), played.now);
    Message request = played.sends();
    assertThat(request.token()).isEqualTo(TOKEN);
    assertThat(request.options())
        .isEqualTo(Options.builder().observe(1).uriPath("3303", "0").build());
    played.receive(ack(request, Code.CONTENT, Options.NONE, "x"));
    assertThat(replies).singleElement().isInstanceOf(Reply.Answered.class);
    played.endsEmpty();
  }

  @Test
  void a_notification_is_acknowledged_when_it_is_kept_and_told_once_meanwhile() {
    resume(OptionalInt.empty());
    Message con = notification(Type.CON, 7, 5, "a");
    played.receive(con);
    played.receive(con);
    played.isSilent();
    assertThat(keeper.told).containsExactly("a");
    keeper.receipts.getFirst().accept(played.now);
    played.sends(emptyAck(con));
    played.receive(con);
    played.sends(emptyAck(con));
    assertThat(keeper.told).containsExactly("a");
  }

  @Test
  void one_that_could_not_be_kept_is_told_again_when_it_comes_again() {
    resume(OptionalInt.empty());
    Message con = notification(Type.CON, 7, 5, "a");
    played.receive(con);
    keeper.receipts.getFirst().refuse(played.now);
    played.isSilent();
    played.receive(con);
    assertThat(keeper.told).containsExactly("a", "a");
    keeper.receipts.getLast().accept(played.now);
    played.sends(emptyAck(con));
  }

  @Test
  void one_that_is_refused_at_once_is_told_again_as_well() {
    ObservationListener refusing =
        new ObservationListener() {
          @Override
          public void onReply(Reply reply, long nowNanos) {}

          @Override
          public void onNotification(Peer from, Response response, long nowNanos) {}

          @Override
          public void onNotification(Peer from, Response response, Receipt receipt, long nowNanos) {
            keeper.told.add(response.payload().utf8());
            receipt.refuse(nowNanos);
          }

          @Override
          public void onEnded(Response last, long nowNanos) {}
        };
    played.endpoint.resume(PEER, get("3"), TOKEN, OptionalInt.empty(), refusing, played.now);
    Message con = notification(Type.CON, 7, 5, "a");
    played.receive(con);
    played.receive(con);
    played.isSilent();
    assertThat(keeper.told).containsExactly("a", "a");
  }

  private static Message last(Type type, int id, Code code) {
    return new Message(type, code, id, TOKEN, Options.NONE, Bytes.EMPTY);
  }

  @ParameterizedTest
  @Spec({"COBS-04", "OBS-11", "OBS-15"})
  @ValueSource(booleans = {true, false})
  void the_last_notification_is_acknowledged_when_it_is_kept_and_ends_it_then(boolean value) {
    resume(OptionalInt.empty());
    Code code = value ? Code.CONTENT : Code.NOT_FOUND;
    Message con = last(Type.CON, 7, code);
    played.receive(con);
    played.receive(con);
    played.isSilent();
    assertThat(played.gauges().observations()).isEqualTo(1);
    assertThat(keeper.told).containsExactly("end " + code);
    keeper.receipts.getFirst().accept(played.now);
    played.sends(emptyAck(con));
    assertThat(played.gauges().observations()).isZero();
    played.receive(con);
    played.sends(emptyAck(con));
    Message stray = last(Type.CON, 8, code);
    played.receive(stray);
    played.sends(rst(stray));
    assertThat(keeper.told).hasSize(1);
  }

  @Test
  @Spec("COBS-04")
  void a_last_notification_that_could_not_be_kept_ends_it_when_it_comes_again() {
    resume(OptionalInt.empty());
    Message con = last(Type.CON, 7, Code.NOT_FOUND);
    played.receive(con);
    keeper.receipts.getFirst().refuse(played.now);
    played.isSilent();
    assertThat(played.gauges().observations()).isEqualTo(1);
    played.receive(con);
    assertThat(keeper.told).containsExactly("end 4.04", "end 4.04");
    keeper.receipts.getLast().accept(played.now);
    played.sends(emptyAck(con));
    assertThat(played.gauges().observations()).isZero();
  }

  @Test
  void what_comes_while_the_last_notification_is_being_kept_is_to_come_again() {
    resume(OptionalInt.empty());
    played.receive(last(Type.CON, 7, Code.CONTENT));
    Message late = notification(Type.CON, 6, 5, "a");
    played.receive(late);
    played.isSilent();
    keeper.receipts.getFirst().refuse(played.now);
    played.receive(late);
    assertThat(keeper.told).containsExactly("end 2.05", "a");
    keeper.receipts.getLast().accept(played.now);
    played.sends(emptyAck(late));
  }

  @Test
  void one_that_is_forgotten_while_its_end_is_being_kept_stays_so() {
    Observation resumed = resume(OptionalInt.empty());
    Message con = last(Type.CON, 7, Code.NOT_FOUND);
    played.receive(con);
    resumed.forget();
    assertThat(played.gauges().observations()).isZero();
    keeper.receipts.getFirst().refuse(played.now);
    assertThat(played.gauges().observations()).isZero();
    played.receive(con);
    played.sends(rst(con));
  }
}
