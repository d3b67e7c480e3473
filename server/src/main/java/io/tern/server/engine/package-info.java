/// Puts the parts of the server together: `ServerEngine` without any input or output, one on each loop,
/// and `LwM2mServer` with sockets and threads around it (LwM2M 1.2 Core §6). The engine runs on its
/// loop; the server's methods are for any thread.
package io.tern.server.engine;
