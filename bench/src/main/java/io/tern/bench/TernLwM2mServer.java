// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.peers.Console;
import io.tern.peers.Fleet;
import io.tern.peers.Line;
import io.tern.peers.Turns;
import io.tern.server.engine.LwM2mServer;
import io.tern.server.memory.ServerCounters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Tern's LwM2M server on one loop, everything in memory, clients without security, with the commands
/// that `peers/README.md` gives for fleets.
final class TernLwM2mServer {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private TernLwM2mServer() {}

  public static void main(String[] args) {
    Console console = Console.open();
    LwM2mServer server =
        LwM2mServer.start(
            options ->
                options
                    .coap("127.0.0.1:0")
                    .insecure()
                    .loops(1)
                    .config(config -> config.withRegistrationsMax(Fleet.DEVICES_MAX)));
    console.ready("coap://127.0.0.1:" + server.address().getPort());
    Optional<ContentFormat> format = Optional.of(ContentFormat.SENML_CBOR);
    console.runAndExit(
        Map.of(
            "fleet-read", line -> run(server, line, path -> new Downlink.Read(path, format)),
            "fleet-observe", line -> run(server, line, path -> new Downlink.Observe(path, format)),
            "counts", line -> counts(server.counters())),
        server);
  }

  private static List<String> run(
      LwM2mServer server, Line line, Function<Path, Downlink<?>> operation) {
    Fleet fleet = Fleet.of(line);
    Downlink<?> downlink = operation.apply(Path.parse(fleet.path()).orElseThrow());
    return fleet.run((index, ended) -> ask(server, index, downlink, ended));
  }

  private static <R> void ask(
      LwM2mServer server, int index, Downlink<R> downlink, Turns.Ended ended) {
    server
        .send(new EndpointName(Fleet.endpoint(index)), downlink, TIMEOUT)
        .thenAccept(outcome -> ended.tell(outcome instanceof Outcome.Answered));
  }

  private static List<String> counts(ServerCounters counters) {
    return List.of(
        "ok",
        Long.toString(counters.registered()),
        Long.toString(counters.updated()),
        Long.toString(counters.notified()),
        Long.toString(counters.sent()));
  }
}
