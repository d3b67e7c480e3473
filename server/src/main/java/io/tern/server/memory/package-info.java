/// The stores in memory: reference implementations of the ports, and what a server uses that keeps
/// nothing. Any thread; concurrent collections, no locks of their own.
package io.tern.server.memory;
