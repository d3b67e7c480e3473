// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Address;
import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Sources and sinks that do not keep to their contract.
class GuardedTest {
  private static final Peer PEER = Peer.udp(Address.Ip.v4(1, 5683));

  private final List<RuntimeException> failures = new ArrayList<>();
  private final List<Optional<Bytes>> reads = new ArrayList<>();
  private final EndpointEvents events =
      new EndpointEvents() {
        @Override
        public void onFailure(Peer peer, RuntimeException failure, long nowNanos) {
          failures.add(failure);
        }
      };
  private int releases;

  private BodySource source(BodySource.Reader[] kept, Bytes answer) {
    return new GuardedSource(
        new BodySource() {
          @Override
          public long sizeBytes() {
            return 10;
          }

          @Override
          public Bytes tag() {
            return Bytes.of(1);
          }

          @Override
          public void read(long offset, int bytes, Reader reader, long nowNanos) {
            kept[0] = reader;
            if (answer.isEmpty()) {
              throw new IllegalStateException("ours");
            }
            reader.onRead(Optional.of(answer), nowNanos);
          }

          @Override
          public void release() {
            releases++;
          }
        },
        PEER,
        events);
  }

  @Test
  void a_source_that_throws_or_reads_another_number_of_bytes_has_nothing_to_read() {
    BodySource.Reader[] kept = new BodySource.Reader[1];
    for (Bytes answer : List.of(Bytes.EMPTY, Bytes.of(1, 2), Bytes.of(1, 2, 3, 4))) {
      source(kept, answer).read(0, 3, (bytes, now) -> reads.add(bytes), 7);
    }
    assertThat(reads).containsExactly(Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(failures).hasSize(1);
    source(kept, Bytes.of(1, 2, 3)).read(0, 3, (bytes, now) -> reads.add(bytes), 7);
    assertThat(reads).last().isEqualTo(Optional.of(Bytes.of(1, 2, 3)));
    kept[0].onRead(Optional.of(Bytes.of(4, 5, 6)), 8);
    assertThat(reads).as("told once").hasSize(4);
  }

  @Test
  void a_source_is_released_once() {
    BodySource source = source(new BodySource.Reader[1], Bytes.EMPTY);
    source.release();
    source.release();
    assertThat(releases).isEqualTo(1);
    assertThat(source.sizeBytes()).isEqualTo(10);
    assertThat(source.tag()).isEqualTo(Bytes.of(1));
  }

  @Test
  void a_sink_that_says_twice_how_to_go_on_is_told_of_its_mistake() {
    List<String> said = new ArrayList<>();
    BodySink.Flow[] kept = new BodySink.Flow[1];
    BodySink.Flow flow =
        new BodySink.Flow() {
          @Override
          public void proceed(long nowNanos) {
            said.add("proceed");
          }

          @Override
          public void stop(Response error, long nowNanos) {
            said.add("stop " + error.code());
          }
        };
    BodySink sink =
        new GuardedSink(
            new BodySink() {
              @Override
              public void onBegin(BodyHead head, long nowNanos) {}

              @Override
              public void onBlock(long offset, Bytes bytes, Flow next, long nowNanos) {
                kept[0] = next;
                next.proceed(nowNanos);
              }

              @Override
              public void onBroken(long nowNanos) {
                throw new IllegalStateException("ours");
              }
            },
            PEER,
            events);
    sink.onBlock(0, Bytes.of(1), flow, 1);
    Response error = Response.of(Code.FORBIDDEN);
    assertThatThrownBy(() -> kept[0].proceed(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept[0].stop(error, 2)).isInstanceOf(IllegalStateException.class);
    assertThat(said).containsExactly("proceed");
    sink.onBroken(3);
    assertThat(failures).hasSize(1);
    sink.onBlock(1, Bytes.of(2), flow, 4);
    assertThat(said).as("it has failed").containsExactly("proceed", "stop 5.00");
  }
}
