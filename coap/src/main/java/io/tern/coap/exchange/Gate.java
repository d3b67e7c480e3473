// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.exchange;

import io.tern.coap.AddressProof;
import io.tern.coap.AddressProof.When;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Identity;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.message.Asker;
import java.util.Optional;

/// Keeps the rate of requests of a peer (RFC 8516), and large answers from addresses that nobody has
/// proved to use (RFC 9175 §2.4, §2.6).
final class Gate {
  /// What an unproven address may get for any request (RFC 9175 §2.4).
  static final int ANSWER_BYTES_MAX = 136;

  /// What it may get for each byte of its request.
  static final int ANSWER_FACTOR_MAX = 3;

  /// How many further blocks of a body count as one request.
  private static final int BLOCKS = 16;

  private static final long SECOND = 1_000_000_000L;

  /// A proof holds so long; the peer is forgotten earlier where it is quiet.
  private static final long PROVEN_NANOS = 3600 * SECOND;

  private final When when;
  private final Optional<EchoValues> echoes;
  private final long requestNanos;
  private final long burstNanos;

  Gate(ExchangeLimits limits) {
    AddressProof proof = limits.addressProof();
    when = proof.when();
    echoes = when == When.NEVER ? Optional.empty() : Optional.of(new EchoValues(proof));
    int perSecond = limits.requestsPerSecondMax();
    requestNanos = perSecond == 0 ? 0 : SECOND / perSecond;
    burstNanos = requestNanos * limits.requestsAtOnceMax();
  }

  /// Counts a request; the refusal where it is one too many. A further block of a body counts as a small
  /// part of one, so that a transfer ends before its peer is stopped.
  Optional<Response> overRate(Asker from, Message request, long nowNanos) {
    if (requestNanos == 0) {
      return Optional.empty();
    }
    long costNanos = isFurtherBlock(request.options()) ? requestNanos / BLOCKS : requestNanos;
    long until = Math.max(from.requestsUntilNanos(), nowNanos) + costNanos;
    long excessNanos = until - nowNanos - burstNanos;
    if (excessNanos > 0) {
      return Optional.of(
          ServerExchanges.retryLater(Code.TOO_MANY_REQUESTS, 1 + excessNanos / SECOND));
    }
    from.requestsUntilNanos(until);
    return Optional.empty();
  }

  private static boolean isFurtherBlock(Options options) {
    return (options.has(OptionNumber.BLOCK1) || options.has(OptionNumber.BLOCK2))
        && (options.block1().filter(block -> block.number() > 0).isPresent()
            || options.block2().filter(block -> block.number() > 0).isPresent());
  }

  /// Whether the address of `from` is yet to be proved. Takes a proof that `request` brings.
  boolean isUnproven(Asker from, Message request, long nowNanos) {
    if (echoes.isEmpty()
        || from.provenUntilNanos() > nowNanos
        || !(from.peer().identity() instanceof Identity.Anonymous)) {
      return false;
    }
    Optional<Bytes> echo = request.options().first(OptionNumber.ECHO);
    if (echo.isPresent() && echoes.get().holds(echo.get(), from.peer(), nowNanos)) {
      from.provenUntilNanos(nowNanos + PROVEN_NANOS);
      return false;
    }
    return true;
  }

  /// Whether an unproven peer must prove its address before the handler sees `request`.
  boolean challenges(Message request) {
    return when == When.ALWAYS || isSafe(request) && request.options().observe().orElse(1) == 0;
  }

  /// 4.01 with a fresh Echo value.
  Response challenge(Peer peer, long nowNanos) {
    Bytes value = echoes.orElseThrow().make(peer, nowNanos);
    Options options = Options.builder().add(OptionNumber.ECHO, value).build();
    return new Response(Code.UNAUTHORIZED, options, Bytes.EMPTY);
  }

  /// What an unproven peer gets instead of `response`: the same where it is small, otherwise a
  /// challenge, if asking again does no harm. Otherwise the body is left out, as that of an error; what
  /// is no error has been cut to a small block before.
  Response reduced(Message request, Response response, Peer peer, long nowNanos) {
    int sizeMax = Math.max(ANSWER_BYTES_MAX, ANSWER_FACTOR_MAX * size(request, 1));
    if (sizeOf(request, response) <= sizeMax) {
      return response;
    }
    return isRepeatable(request) ? challenge(peer, nowNanos) : Response.of(response.code());
  }

  /// Whether `request` does no harm when it comes again: a safe method, or a further block of a
  /// response.
  static boolean isRepeatable(Message request) {
    return isSafe(request)
        || request.options().block2().filter(block -> block.number() > 0).isPresent();
  }

  private static boolean isSafe(Message request) {
    return request.code().equals(Code.GET) || request.code().equals(Code.FETCH);
  }

  private static int sizeOf(Message request, Response response) {
    return 5 + request.token().size() + size(response.options(), 3) + response.payload().size();
  }

  private static int size(Message message, int optionHeader) {
    return 4
        + message.token().size()
        + size(message.options(), optionHeader)
        + message.payload().size();
  }

  private static int size(Options options, int optionHeader) {
    int size = 0;
    for (int i = 0; i < options.count(); i++) {
      size += optionHeader + options.value(i).size();
    }
    return size;
  }
}
