/// Server-sent events: a bounded log of what happened, and streams over it. Appending never blocks for
/// long; each stream waits on its own virtual thread.
package io.tern.app.rest.event;
