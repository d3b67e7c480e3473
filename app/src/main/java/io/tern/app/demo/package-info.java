/// Simulated devices of several kinds for `tern demo`: real clients with sockets of their own, whose
/// values move. One virtual thread moves them all.
package io.tern.app.demo;
