// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import io.tern.app.log.Field;
import io.tern.app.log.Log;
import io.tern.net.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTP server: listens, and gives every request to its route on a virtual thread.
public final class HttpServer implements AutoCloseable {
  private static final int PLATFORM_THREADS_MAX = 8;
  private static final int PLATFORM_THREADS_MIN = 3;

  /// How long a connection may be silent once the server is about to stop. Calls at work are no
  /// silence.
  private static final long LAST_SILENCE_MILLIS = 500;

  /// How much longer than the drain a stop waits, so that whoever drains can still answer.
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

  private final Server server;
  private final ServerConnector connector;
  private final Log log;

  private HttpServer(Server server, ServerConnector connector, Log log) {
    this.server = server;
    this.log = log;
    this.connector = connector;
  }

  /// Listens and serves.
  ///
  /// @param counters told of every answer
  /// @throws IOException where the address cannot be bound
  public static HttpServer start(
      HttpSettings settings, Router router, HttpCounters counters, Log log) throws IOException {
    InetSocketAddress bind = settings.bind().resolve();
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS_MAX, PLATFORM_THREADS_MIN);
    threads.setName("tern-http");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(
        VirtualThreads.getNamedVirtualThreadsExecutor("tern-http-request-"));

    Server server = new Server(threads);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration(settings)));
    connector.setHost(bind.getAddress().getHostAddress());
    connector.setPort(bind.getPort());
    connector.setIdleTimeout(settings.idleMax().toMillis());
    connector.setShutdownIdleTimeout(Math.min(LAST_SILENCE_MILLIS, settings.drainMax().toMillis()));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(settings.connectionsMax(), connector));

    HostRule hosts = new HostRule(bind.getAddress().isLoopbackAddress());
    server.setHandler(new GracefulHandler(new Dispatcher(router, settings, hosts, counters, log)));
    server.setErrorHandler(new ProblemErrors(counters));
    server.setStopTimeout(settings.drainMax().plus(LAST_ANSWERS).toMillis());
    HttpServer running = new HttpServer(server, connector, log);
    running.start();
    return running;
  }

  private static HttpConfiguration configuration(HttpSettings settings) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setRequestHeaderSize(settings.headerBytesMax());
    // Endpoint names may hold anything, percent-encoded. Paths are matched raw, segment by segment,
    // and never become file names, so nothing in them is ambiguous here.
    configuration.setUriCompliance(
        UriCompliance.RFC3986.with(
            "TERN",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
    return configuration;
  }

  private void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      stop();
      throw e instanceof IOException io ? io : new IOException(e);
    }
  }

  /// Where it listens.
  public HostPort address() {
    return new HostPort(connector.getHost(), connector.getLocalPort());
  }

  /// Stops listening, waits for requests under way, a little longer than `drainMax` at most, ends.
  @Override
  public void close() {
    stop();
  }

  private void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("HTTP calls under way were cut off", Field.of("why", e));
    }
  }
}
