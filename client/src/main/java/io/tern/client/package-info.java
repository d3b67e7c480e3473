// SPDX-License-Identifier: Apache-2.0

/// Words of the client: object instances, server accounts and events. Pure values; any thread.
package io.tern.client;
