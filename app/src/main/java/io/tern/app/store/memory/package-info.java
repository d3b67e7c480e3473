/// The store that keeps nothing beyond the process: for `tern demo`, tests, and servers that are told no
/// folder. Any thread; everything is bounded.
package io.tern.app.store.memory;
