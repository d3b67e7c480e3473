// SPDX-License-Identifier: Apache-2.0

/// Words of the network: addresses, the clock, settings and what loops report. Any thread.
package io.tern.net;
