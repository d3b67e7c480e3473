/// Words of the server: registrations, observations, events, configuration, and the ports to stores,
/// journal, access rules and object models. Immutable values and small interfaces; a port says which
/// thread calls it (LwM2M 1.2 Core §6.1 to §6.4).
package io.tern.server;
