// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.server.Origin;
import java.time.Instant;

/// A value that a device told.
///
/// @param path of a resource or resource instance
/// @param time when, by the device where it said so, in microseconds
public record KnownValue(Path path, Value value, Instant time, Origin origin) {}
