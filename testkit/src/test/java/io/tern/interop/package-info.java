// SPDX-License-Identifier: Apache-2.0
/// Tern and the real peers, each in a process of its own: Leshan on either side, Californium as a
/// plain CoAP peer. Real sockets on the loopback interface.
package io.tern.interop;
