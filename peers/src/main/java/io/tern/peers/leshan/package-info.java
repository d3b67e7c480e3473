/// Eclipse Leshan as client and as server, driven by lines. Commands run on the main thread; events
/// are printed by Leshan's own threads.
package io.tern.peers.leshan;
