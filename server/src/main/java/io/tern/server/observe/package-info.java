/// Observations of clients: their tokens, notifications and end (LwM2M 1.2 Core §6.4). Runs on the loop
/// that holds the tokens.
package io.tern.server.observe;
