/// `tern crash`: kills a server again and again while devices work with it, and finds out whether
/// anything that was acknowledged is gone. Devices here are simple and independent of the client engine:
/// a socket, a virtual thread, and a memory of what they were told. May block.
package io.tern.app.crash;
