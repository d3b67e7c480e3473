// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.node;

import io.tern.lwm2m.Path;
import java.time.Instant;
import java.util.Optional;

/// A node at its path, with the time the device gave for it, where it gave one.
public record TimedNode(Optional<Instant> time, Path path, Node node) {}
