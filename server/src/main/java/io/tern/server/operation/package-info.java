/// Downlinks on their way: one at a time for each client, each with exactly one outcome (LwM2M 1.2 Core
/// §6.3, §6.4, §6.5). Runs on one loop.
package io.tern.server.operation;
