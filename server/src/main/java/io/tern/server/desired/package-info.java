/// What somebody wants observed, whether its client is registered, asleep or has just rebooted (LwM2M
/// 1.2 Core §6.4): asks the client again until it notifies.
///
/// An endpoint's wishes belong to its home loop; everything here runs there.
package io.tern.server.desired;
