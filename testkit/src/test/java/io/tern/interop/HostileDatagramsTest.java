// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.spec.Spec;
import io.tern.testkit.HostileBytes;
import io.tern.testkit.HostileCorpus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A million datagrams that no decent client sends, against `tern server` in a process of its own.
@Timeout(600)
class HostileDatagramsTest {
  private static final long SEED = Long.getLong("tern.seed", 20_261_120);
  private static final int DATAGRAMS = 1_000_000;

  /// By then caches, pools and code have their size.
  private static final int WARM_UP = 200_000;

  /// Each sends so many before it waits until the server has caught up: no socket buffer overflows.
  private static final int BURST = 32;

  private static final int SOURCES = 32;

  @Test
  @Spec({"COAP-01", "COAP-02", "COAP-03", "C12"})
  void a_million_hostile_datagrams_leave_the_heap_flat_and_the_server_answering() throws Exception {
    try (TernProcess tern = TernProcess.start("-Xmx256m", "-XX:TieredStopAtLevel=1")) {
      HostileBytes hostile = new HostileBytes(SEED, HostileCorpus.coap());
      List<RawClient> sources = new ArrayList<>();
      for (int i = 0; i < SOURCES; i++) {
        sources.add(new RawClient(tern.coapAddress()));
      }
      send(hostile, sources, WARM_UP);
      long before = tern.liveBytes();
      send(hostile, sources, DATAGRAMS - WARM_UP);

      long asked = System.nanoTime();
      Message answer = sources.getFirst().register("ep=decent", "lt=300", "lwm2m=1.1", "b=U");
      long millis = (System.nanoTime() - asked) / 1_000_000;
      assertThat(answer.code()).as("seed %d", SEED).isEqualTo(Code.CREATED);
      assertThat(millis).as("milliseconds to the answer, seed %d", SEED).isLessThan(1000);

      long after = tern.liveBytes();
      assertThat(after - before)
          .as("growth over %d datagrams, from %d bytes, seed %d", DATAGRAMS, before, SEED)
          .isLessThan(8 << 20);
      assertThat(tern.call("GET", "/devices/decent", "").status()).isEqualTo(200);
      assertThat(tern.log().size()).as("log lines").isLessThan(5_000);
      assertThat(tern.log()).noneMatch(line -> line.strip().startsWith("at io.tern"));
      sources.forEach(RawClient::close);
    }
  }

  private static void send(HostileBytes hostile, List<RawClient> sources, int count)
      throws IOException {
    for (int sent = 0; sent < count; ) {
      for (RawClient source : sources) {
        for (int i = 0; i < BURST; i++) {
          source.send(hostile.next());
        }
        sent += BURST;
      }
      for (RawClient source : sources) {
        source.catchUp();
      }
    }
  }
}
