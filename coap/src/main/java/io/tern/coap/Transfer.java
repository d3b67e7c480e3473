// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.Optional;

/// A request with a body, or for a response, that is too large to be held whole.
///
/// A block that gets no answer is asked for or sent again some times, so that a transfer outlives an
/// outage of minutes; one that finds no room or message id here waits for it (RFC 7252 §4.4 leaves some
/// 130 messages a second to one peer in the long run). It ends with one reply like any request; where
/// its response went to a sink, the payload of [Reply.Answered] is empty. A transfer that ended early
/// can be continued by another, also after a restart of either side: see [#from].
///
/// @param request method and options; its payload is empty where `body` is present
/// @param body what to send
/// @param sink where the payload of a successful response goes
/// @param offset what of the body, or without one of the response, the other end of this transfer has
///     already, in bytes
/// @param tag ETag of the response that is to be continued; with another, it begins at 0 again
public record Transfer(
    Request request,
    Optional<BodySource> body,
    Optional<BodySink> sink,
    long offset,
    Optional<Bytes> tag) {
  public Transfer {
    if (body.isPresent() && !request.payload().isEmpty()) {
      throw new IllegalArgumentException("two bodies");
    }
    if (offset < 0 || body.isPresent() && offset > 0 && offset >= body.get().sizeBytes()) {
      throw new IllegalArgumentException("offset " + offset);
    }
  }

  /// Sends `body` with `request`.
  public static Transfer upload(Request request, BodySource body) {
    return new Transfer(request, Optional.of(body), Optional.empty(), 0, Optional.empty());
  }

  /// Sends `request` and gives the payload of the response to `sink`.
  public static Transfer download(Request request, BodySink sink) {
    return new Transfer(request, Optional.empty(), Optional.of(sink), 0, Optional.empty());
  }

  /// This with a sink for the response.
  public Transfer into(BodySink other) {
    return new Transfer(request, body, Optional.of(other), offset, tag);
  }

  /// The rest of an upload of which the peer has `offsetBytes` already. It begins with the block that
  /// holds that byte. A peer that does not know of the rest answers 4.08, and all is sent.
  public Transfer from(long offsetBytes) {
    return new Transfer(request, body, sink, offsetBytes, tag);
  }

  /// The rest of a download of which the sink has `offsetBytes` already, if the ETag is still `etag`;
  /// otherwise all of it.
  public Transfer from(long offsetBytes, Bytes etag) {
    return new Transfer(request, body, sink, offsetBytes, Optional.of(etag));
  }
}
