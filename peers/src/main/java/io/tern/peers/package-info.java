/// Foreign LwM2M and CoAP programs for tests and benchmarks, and the harness that drives them. A
/// peer runs in a JVM of its own (its libraries clash with ours) and is driven over stdin and
/// stdout, one line per command and one line per answer (`peers/README.md`). This package holds the
/// protocol of lines and the harness; it needs no peer library. Harness calls may come from any
/// thread; a peer's commands run on its main thread.
package io.tern.peers;
