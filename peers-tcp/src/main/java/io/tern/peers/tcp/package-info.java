/// Eclipse Californium as plain CoAP client and server over TCP (RFC 8323), driven by lines. Commands
/// run on the main thread; requests and notifications are handled by Californium's own threads.
package io.tern.peers.tcp;
