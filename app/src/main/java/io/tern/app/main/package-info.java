// SPDX-License-Identifier: Apache-2.0

/// The command line: reads the arguments, wires the program, starts and stops it.
/// Runs on the main thread.
package io.tern.app.main;
