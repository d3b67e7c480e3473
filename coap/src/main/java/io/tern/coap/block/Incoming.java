// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.BodySink;
import io.tern.coap.Bytes;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import java.util.Optional;

/// What a download fetches.
///
/// @param request whose response it is
/// @param sink where the payload goes
/// @param offset bytes of it that the sink has already
/// @param tag ETag of those bytes; of any body where it is empty
/// @param patient whether a block without answer is asked for again
record Incoming(
    Peer peer, Request request, BodySink sink, long offset, Optional<Bytes> tag, boolean patient) {}
