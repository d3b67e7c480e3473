/// The command line: reads the arguments, wires the programs, starts and stops them.
/// Runs on the main thread.
package io.tern.app.main;
