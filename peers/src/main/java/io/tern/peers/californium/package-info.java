/// Eclipse Californium as plain CoAP client and server (RFC 7252, 7641, 7959), driven by lines.
/// Commands run on the main thread; requests and notifications are handled by Californium's own
/// threads.
package io.tern.peers.californium;
