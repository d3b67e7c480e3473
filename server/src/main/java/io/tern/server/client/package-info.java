/// What a loop knows of its clients beyond their registrations: how to talk to them, and whether they
/// are awake, each for a time of its own or all for the same (LwM2M 1.2 Core §6.5, queue mode). Runs on
/// one loop.
package io.tern.server.client;
