/// What outlives a request, and with a data folder the process: the port that a store fills, and its
/// words. Journals are called on loops and never block; everything else may, and belongs on virtual
/// threads. Every store is held to one conformance kit.
package io.tern.app.store;
