/// Commands that wait for their clients: durable, first in first out for each client, exactly one
/// outcome each, Execute at most once (LwM2M 1.2 Core §6.5 Queue Mode).
///
/// An endpoint's commands belong to its home loop, which its name chooses; everything here runs there.
/// The operations themselves go out on the loop where the client was last heard.
package io.tern.server.queue;
