/// Server-sent events: streams over the log of what happened. Each keeps its place by id and waits on a
/// virtual thread of its own, so that a slow reader costs nothing but that.
package io.tern.app.rest.event;
