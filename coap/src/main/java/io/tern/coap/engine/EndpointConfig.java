// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import io.tern.coap.Block;
import io.tern.coap.StreamParameters;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.TransmissionProfiles;

/// How an endpoint behaves.
///
/// @param transmission when messages are sent again and how long they matter, peer by peer
/// @param streams how messages travel over connections
/// @param limits what the endpoint may hold
/// @param tokenPrefix first byte of every token made here, 0 to 255: names the loop
/// @param acknowledgeAfterNanos how long a handler may take before the endpoint acknowledges its
///     request; less than the peers' ACK_TIMEOUT (RFC 7252 §5.2.2)
/// @param responseWaitNanos how long a response may take after the Acknowledgement of its request, or
///     after a non-confirmable request
/// @param blockSizeBytes preferred block size: 16, 32 … 1024; a body up to this travels in one message
/// @param announceBlockSize whether own requests name that size for the response (RFC 7959 §2.4)
/// @param bodies bounds of bodies that travel in blocks
/// @param admission what is asked of peers before they are served
public record EndpointConfig(
    TransmissionProfiles transmission,
    StreamParameters streams,
    EndpointLimits limits,
    int tokenPrefix,
    long acknowledgeAfterNanos,
    long responseWaitNanos,
    int blockSizeBytes,
    boolean announceBlockSize,
    BodyLimits bodies,
    Admission admission) {
  private static final long SECOND = 1_000_000_000L;

  /// The RFCs' values, blocks of 1024 bytes, bodies of up to 1 MiB, 64 MiB of them.
  public static final EndpointConfig DEFAULT =
      new EndpointConfig(
          TransmissionParameters.DEFAULT,
          StreamParameters.DEFAULT,
          EndpointLimits.DEFAULT,
          0,
          SECOND,
          TransmissionParameters.DEFAULT.maxTransmitWaitNanos(),
          1024,
          false,
          new BodyLimits(
              1 << 20, 64 << 20, 2, TransmissionParameters.DEFAULT.exchangeLifetimeNanos()),
          Admission.DEFAULT);

  public EndpointConfig {
    java.util.Objects.checkIndex(tokenPrefix, 256);
    if (blockSizeBytes != 16 << Block.exponentOf(blockSizeBytes)) {
      throw new IllegalArgumentException("no block size: " + blockSizeBytes);
    }
    if (acknowledgeAfterNanos < 0 || responseWaitNanos <= 0 || bodies.bytesMax() < blockSizeBytes) {
      throw new IllegalArgumentException("out of range: " + this);
    }
  }

  /// This with other transmission profiles, and the waits that follow from the usual one.
  public EndpointConfig withTransmission(TransmissionProfiles profiles) {
    TransmissionParameters parameters = profiles.usual();
    return new EndpointConfig(
        profiles,
        streams,
        limits,
        tokenPrefix,
        Math.min(acknowledgeAfterNanos, parameters.ackTimeoutNanos() / 2),
        parameters.maxTransmitWaitNanos(),
        blockSizeBytes,
        announceBlockSize,
        new BodyLimits(
            bodies.bytesMax(),
            bodies.allBytesMax(),
            bodies.perPeerMax(),
            parameters.exchangeLifetimeNanos()),
        admission);
  }

  /// This with other parameters of connections.
  public EndpointConfig withStreams(StreamParameters parameters) {
    return new EndpointConfig(
        transmission,
        parameters,
        limits,
        tokenPrefix,
        acknowledgeAfterNanos,
        responseWaitNanos,
        blockSizeBytes,
        announceBlockSize,
        bodies,
        admission);
  }

  /// This with other limits.
  public EndpointConfig withLimits(EndpointLimits other) {
    return with(other, tokenPrefix, admission);
  }

  /// This with another first byte for tokens, 0 to 255.
  public EndpointConfig withTokenPrefix(int prefix) {
    return with(limits, prefix, admission);
  }

  /// This with another answer to whether anonymous peers may change their address.
  public EndpointConfig withAnonymousMayMove(boolean may) {
    return withAdmission(admission.withAnonymousMayMove(may));
  }

  /// This with another admission.
  public EndpointConfig withAdmission(Admission other) {
    return with(limits, tokenPrefix, other);
  }

  /// This with other waits.
  public EndpointConfig withWaits(long acknowledgeAfter, long responseWait) {
    return new EndpointConfig(
        transmission,
        streams,
        limits,
        tokenPrefix,
        acknowledgeAfter,
        responseWait,
        blockSizeBytes,
        announceBlockSize,
        bodies,
        admission);
  }

  /// This with another block size: 16, 32 … 1024.
  public EndpointConfig withBlockSizeBytes(int bytes) {
    return withBlocks(bytes, announceBlockSize);
  }

  /// This with another block size, announced or not.
  public EndpointConfig withBlocks(int sizeBytes, boolean announce) {
    return new EndpointConfig(
        transmission,
        streams,
        limits,
        tokenPrefix,
        acknowledgeAfterNanos,
        responseWaitNanos,
        sizeBytes,
        announce,
        bodies,
        admission);
  }

  /// This with other bounds of bodies: of one, of all together, and how many per peer.
  public EndpointConfig withBodies(int bytesMax, long allBytesMax, int perPeerMax) {
    return new EndpointConfig(
        transmission,
        streams,
        limits,
        tokenPrefix,
        acknowledgeAfterNanos,
        responseWaitNanos,
        blockSizeBytes,
        announceBlockSize,
        new BodyLimits(bytesMax, allBytesMax, perPeerMax, bodies.lifetimeNanos()),
        admission);
  }

  private EndpointConfig with(EndpointLimits otherLimits, int prefix, Admission otherAdmission) {
    return new EndpointConfig(
        transmission,
        streams,
        otherLimits,
        prefix,
        acknowledgeAfterNanos,
        responseWaitNanos,
        blockSizeBytes,
        announceBlockSize,
        bodies,
        otherAdmission);
  }
}
