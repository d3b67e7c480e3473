// SPDX-License-Identifier: Apache-2.0

/// Words of the network: addresses, datagrams and transport settings. Pure values; any thread.
package io.tern.net;
