// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import java.util.Optional;

/// How a store is doing at this moment.
///
/// @param trouble why nothing can be stored now; empty where it can
/// @param waiting changes that are not durable yet
/// @param commits groups of changes that became durable
/// @param changes changes that became durable
/// @param failures groups that could not be made durable
/// @param quarantined records that were damaged and are served no more
/// @param eventsLost events of plain refreshes that found no room
public record StoreHealth(
    Optional<String> trouble,
    int waiting,
    long commits,
    long changes,
    long failures,
    long quarantined,
    long eventsLost) {}
