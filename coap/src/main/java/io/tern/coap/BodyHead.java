// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.Optional;
import java.util.OptionalLong;

/// What is known of a body before its first byte.
///
/// @param options of the response or request that begins it, without those of the transfer
/// @param offset where it begins: 0, unless an earlier transfer is continued
/// @param sizeBytes bytes of the whole body as the peer announces it (Size1, Size2, RFC 7959 §4); it may
///     lie
/// @param tag what names this very body: ETag of a response, Request-Tag of a request. Pieces of two
///     transfers belong together only where it is there and the same
public record BodyHead(Options options, long offset, OptionalLong sizeBytes, Optional<Bytes> tag) {}
