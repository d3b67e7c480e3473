// SPDX-License-Identifier: Apache-2.0

package io.tern.app.device;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import java.time.Instant;

/// A value that a device told.
///
/// @param path of a resource or resource instance
/// @param time when, by the device where it said so
public record KnownValue(Path path, Value value, Instant time, Origin origin) {}
