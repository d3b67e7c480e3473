/// The embedded store: one SQLite database in a folder of its own, one writer thread with group commit,
/// everything synchronous. Journals hand changes to the writer and are told on their loops; readers have
/// connections of their own and block. What is damaged is refused or set aside, never served.
package io.tern.app.store.sqlite;
