/// Which requirement has a test: reads `@Spec` from compiled tests, the ids from a checklist, and
/// writes a table. Single-threaded; used by tests and by `./tern spec`.
package io.tern.testkit.spec;
