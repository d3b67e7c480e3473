/// Register, Update, De-register and the end of a lifetime (LwM2M 1.2 Core §6.2). Runs on one loop;
/// shares the store of registrations with the others by compare-and-swap.
package io.tern.server.registration;
